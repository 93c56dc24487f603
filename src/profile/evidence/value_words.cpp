// SPDX-License-Identifier: MIT
// The word lists, written for this product from general knowledge: common given and family names
// of the English-speaking world, Western and Central Europe, South Asia, the Arab world, China and
// Africa; large towns; street types; legal forms; codes of states.
#include "profile/evidence/value_words.h"

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace newlyn::profile {
namespace {

// Given names.
constexpr std::string_view kGivenNames =
    "james john robert michael william david richard joseph thomas charles christopher daniel "
    "matthew anthony mark donald steven paul andrew joshua kenneth kevin brian george timothy "
    "ronald jason edward jeffrey ryan jacob gary nicholas eric jonathan stephen larry justin "
    "scott brandon benjamin samuel gregory alexander patrick frank raymond jack dennis jerry "
    "tyler aaron jose adam nathan henry zachary douglas peter kyle noah ethan jeremy walter "
    "christian keith roger terry austin sean gerald carl harold dylan arthur lawrence jordan "
    "jesse bryan billy bruce gabriel joe logan alan juan albert willie elijah wayne randy "
    "vincent mason roy ralph bobby russell bradley philip eugene simon ian graham colin neil "
    "stuart derek trevor geoffrey nigel martin barry craig gareth rhys dylan owen harry oliver "
    "oscar leo alfie archie freddie theo finley luke max isaac lewis callum connor liam kieran "
    "ross duncan angus hamish alistair malcolm gordon fergus ewan rory declan cormac eoin padraig "
    "hugh edwin ernest alfred frederick herbert reginald cecil percy cyril leonard stanley "
    "sidney victor norman leslie clifford clive maurice bernard francis dominic marcus julian "
    "adrian darren damian jamie toby giles rupert hugo felix tobias sebastian jasper caleb "
    "mitchell blake harrison riley cooper hunter zac bailey lachlan jayden jarrod brodie campbell "
    "fraser jed kane beau brock darcy flynn heath jaxon jye kai kobe levi nathaniel noel "
    "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen lisa nancy betty "
    "sandra margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie "
    "rebecca laura sharon cynthia dorothy amy kathleen angela shirley brenda emma anna pamela "
    "nicole samantha katherine christine helen debra rachel carolyn janet maria catherine heather "
    "diane olivia julie joyce victoria ruth virginia lauren kelly christina joan evelyn judith "
    "andrea hannah megan cheryl jacqueline martha madison teresa gloria sara janice ann kathryn "
    "abigail sophia frances jean alice judy isabella julia grace amber denise danielle marilyn "
    "beverly charlotte natalie theresa diana brittany doris kayla alexis lori marie jane anne "
    "claire fiona gillian lorraine maureen pauline sheila valerie wendy yvonne hilary lesley "
    "lynn tracey tracy louise lucy chloe ella mia amelia isla ava freya poppy lily evie ivy "
    "florence rosie daisy phoebe imogen harriet matilda georgia eleanor eliza bethany holly "
    "jasmine zoe erin molly leah caitlin niamh siobhan aoife ciara sinead roisin bronwen carys "
    "megan cerys sian ffion nia angharad eirlys gwen gwyneth morag eilidh kirsty catriona isobel "
    "mhairi edith ethel elsie mabel gladys winifred hilda doreen beryl muriel vera irene audrey "
    "rose rosemary josephine philippa penelope francesca gemma kerry stacey leanne hayley "
    "joanne joanna jodie tara naomi miriam esther rhiannon tamara bianca alyssa brianna caitlyn "
    "mikayla jorja keely kirra kiara lara lucinda sienna sophie stella summer talia teagan tahlia "
    "taylah tegan tiarna zara isabelle isabel madeline madeleine maddison paige rachael "
    "jean pierre michel philippe alain jacques nathalie isabelle sylvie monique francoise "
    "veronique celine aurelie camille manon lea chloe theo hugo mathis antoine julien nicolas "
    "olivier laurent pascal thierry didier guillaume benoit etienne luc marc rene andre louis "
    "hans peter klaus jurgen juergen wolfgang dieter manfred uwe helmut gunter guenter horst bernd "
    "stefan andreas markus matthias torsten jens sven lukas jonas finn moritz heinz karl otto "
    "friedrich heinrich ursula monika petra sabine renate helga karin brigitte ingrid erika "
    "christa gisela anke heike silke katrin birgit greta frieda lena lea leonie johanna katharina "
    "carlos jose luis juan miguel manuel pedro javier francisco antonio fernando rafael diego "
    "pablo sergio jorge alejandro ricardo eduardo roberto mario andres carmen ana isabel pilar "
    "dolores mercedes lucia marta elena cristina paula raquel silvia rosa luisa beatriz sofia "
    "giuseppe giovanni marco luca francesco alessandro paolo stefano matteo lorenzo giulia chiara "
    "federica alessia elisa valentina giorgia martina jan pieter willem johannes cornelis hendrik "
    "kees joost bram daan sem lotte sanne anouk femke maaike joao pedro tiago miguel rui ines "
    "lars erik anders nils bjorn ole olav knut astrid ingrid kari solveig mikko juha matti liisa "
    "piotr pawel krzysztof andrzej tomasz marcin michal jakub agnieszka katarzyna malgorzata ewa "
    "joanna magdalena zofia ivan sergei sergey dmitri dmitry alexei nikolai vladimir boris igor "
    "natalia olga svetlana tatiana irina ekaterina anastasia yuri mikhail pavel "
    "mohammed muhammad mohamed mohammad ahmed ahmad ali hassan hussein hussain omar umar yusuf "
    "ibrahim khalid abdul abdullah hamza bilal imran tariq karim rashid samir faisal mustafa "
    "mahmoud amal fatima aisha ayesha zainab maryam khadija layla leila yasmin nadia samira amina "
    "salma sana hana zahra noor raj rajesh amit sanjay vijay anil sunil ravi suresh ramesh arjun "
    "rohan rahul vikram deepak ashok priya anita sunita pooja neha kavita meena lakshmi anjali "
    "divya shreya riya asha geeta sita harpreet gurpreet jaspreet manpreet balwinder wei ming "
    "jing xin yan hui jie lei fang ying min hong mei chen jun tao kenji hiroshi yuki akira "
    "takashi sakura haruka yoko kwame kofi kwesi ama abena chidi emeka ngozi chinedu oluwaseun "
    "tunde bola funmi nkechi thabo sipho nomsa themba ayo femi "
    "bob bobby bill billy jim jimmy tom tommy dick rick mike mick dave dan danny steve tony nick "
    "chris matt andy joe josh sam ben ed eddie ted fred alf bert harry jack liz beth betty kate "
    "katie kathy cathy sue susie jen jenny jess meg maggie peggy pat patty pam debbie becky nell "
    "ellie millie abbie alex charlie frankie robbie ronnie johnny larry ken don ron ray greg "
    "rob phil pete stan vic vince will";

// Family names.
constexpr std::string_view kFamilyNames =
    "smith jones williams brown taylor davies davis wilson evans thomas johnson roberts walker "
    "wright robinson thompson white hughes edwards green hall wood harris lewis martin jackson "
    "clarke clark turner hill cooper morris ward moore watson morgan baker harrison patel young "
    "allen anderson mitchell james phillips king lee parker cook shaw bell bennett kelly miller "
    "simpson cox marshall collins bailey carter richardson griffiths murphy adams richards ellis "
    "wilkinson foster chapman mason gray grey powell webb rogers hunt mills holmes palmer matthews "
    "stevens lloyd barnes campbell knight butler dixon barker fisher jenkins stewart stevenson "
    "murray graham reid ross scott henderson kennedy robertson macdonald mcdonald duncan ferguson "
    "hamilton gordon grant fraser cameron mackenzie mclean macleod ryan walsh obrien byrne doyle "
    "oconnor osullivan oneill mccarthy gallagher doherty lynch quinn nolan burke fitzgerald "
    "garcia rodriguez martinez hernandez lopez gonzalez perez sanchez ramirez torres flores rivera "
    "gomez diaz reyes cruz morales ortiz gutierrez ramos ruiz alvarez fernandez moreno munoz "
    "nelson hayes price howard brooks sanders ramsey perry russell sullivan jenkins long hughes "
    "coleman simmons patterson jordan reynolds hamilton wallace woods cole west owens freeman "
    "wells "
    "tucker porter hicks crawford henry boyd warren dawson armstrong gibson pearson lawrence "
    "elliott spencer andrews arnold payne lawson gardner watts cunningham burton bishop harvey "
    "nguyen tran pham huynh hoang kim park choi jung kang wang li zhang liu yang huang zhao wu "
    "zhou "
    "xu sun zhu lin guo luo tan lim wong chan cheung leung ng lau singh kaur khan ahmed hussain "
    "begum shah sharma kumar gupta verma mehta desai rao reddy nair iyer das ghosh banerjee "
    "chowdhury islam rahman uddin malik iqbal akhtar mahmood aziz siddiqui haddad khoury nasser "
    "okafor okeke adeyemi balogun mensah owusu boateng asante dlamini nkosi ndlovu moyo abebe "
    "muller mueller schmidt schneider fischer weber meyer wagner becker schulz hoffmann schafer "
    "koch bauer richter klein wolf schroder neumann schwarz zimmermann braun kruger hofmann "
    "hartmann lange schmitt werner krause lehmann kohler maier martin bernard dubois thomas robert "
    "petit durand leroy moreau simon laurent lefebvre michel garcia roux fournier girard bonnet "
    "dupont lambert fontaine rousseau mercier rossi russo ferrari esposito bianchi romano colombo "
    "ricci marino greco bruno gallo conti deluca costa giordano mancini silva santos oliveira "
    "souza pereira ferreira almeida ribeiro carvalho dejong jansen devries vandenberg vandijk "
    "bakker janssen visser smit meijer degroot bos mulder peters hendriks dekker dijkstra "
    "hansen johansen olsen larsen andersen nilsen pedersen kristiansen jensen karlsen johansson "
    "andersson karlsson nilsson eriksson larsson olsson persson svensson gustafsson nielsen "
    "christensen rasmussen jorgensen sorensen korhonen virtanen makinen nieminen novak nowak "
    "kowalski wisniewski wojcik kaminski lewandowski zielinski szymanski kozlowski ivanov petrov "
    "sidorov smirnov kuznetsov popov volkov horvath kovacs nagy szabo toth svoboda novotny dvorak "
    "pugh rees bowen howells pritchard parry owen vaughan gough probert bevan hopkins "
    "hodgson atkinson barrett booth carr chambers clayton coates dean fletcher fox francis "
    "french gilbert goodwin greenwood hart hayward holland horton hudson hutchinson johnston "
    "kemp kirby lane leigh little lowe mann marsh may middleton moss newman nicholls norman "
    "oliver osborne page parkinson parsons pearce potter reed riley rose sharp sheppard skinner "
    "slater stephenson stone storey sutton sykes thornton tyler wade walters watkins webster "
    "wells wheeler williamson willis woodward yates";

constexpr std::string_view kStreetTypes =
    "street st road rd avenue ave av lane ln drive dr close cl court ct crescent cres cresent cr "
    "place pl way terrace tce terr grove gr gardens gdns garden square sq boulevard blvd parade "
    "pde "
    "circuit cct circle cir highway hwy walk row mews hill rise green park view mount parkway pkwy "
    "esplanade esp quay wharf trail trl loop alley turnpike pike broadway heights hts vale mead "
    "meadow meadows croft fold bank villas cottages buildings yard gate ridge crossing plaza "
    "rue chemin impasse allee quai strasse str gasse weg platz ring ufer calle avenida avda paseo "
    "plaza carrer via viale piazza corso vicolo largo rua travessa straat laan gracht plein kade "
    "gata gatan vagen vej gade vei veien katu tie ulica ul aleja heol ffordd stryd ulitsa";

constexpr std::string_view kUnits =
    "flat apartment apt unit suite room floor level block house lot villa po box studio fl appt";

constexpr std::string_view kLegalForms =
    "ltd limited plc llp lp inc incorporated llc corp corporation company co gmbh ag kg ohg ug "
    "mbh sarl sas sasu eurl srl spa snc bv nv vof cv oy oyj ab aps asa kft zrt doo pty pvt cic cio "
    "council university college school academy trust foundation association society committee "
    "hospital clinic surgery bank holdings group services solutions partners partnership "
    "enterprises industries consulting associates systems technologies logistics ministry "
    "department authority church club charity institute agency stores motors pharmacy bakery "
    "engineering properties insurance capital ventures international builders restaurant hotel "
    "guesthouse hostel cafe coffee pub tavern inn bar grill bistro brasserie diner deli "
    "delicatessen kitchen pizza pizzeria steakhouse takeaway takeaways kebab tandoori catering "
    "nursery preschool playgroup museum theatre cinema salon hairdressers barbers boutique shop "
    "store supermarket garage newsagents florist florists jewellers opticians bookmakers dental "
    "solicitors accountants lettings plumbing roofing ooo zao sdn bhd kk";

// Towns, places of two words in the second list with '_' for the space.
constexpr std::string_view kTowns =
    "london birmingham manchester leeds liverpool sheffield bristol newcastle nottingham leicester "
    "coventry bradford cardiff belfast edinburgh glasgow aberdeen dundee swansea newport wrexham "
    "southampton portsmouth plymouth exeter norwich cambridge oxford reading brighton derby stoke "
    "wolverhampton sunderland hull york luton northampton ipswich blackpool bolton bournemouth "
    "middlesbrough peterborough swindon huddersfield preston telford worcester gloucester "
    "cheltenham lincoln chester bath durham lancaster carlisle salford stockport oldham rochdale "
    "wigan warrington croydon bromley ealing enfield barnet slough watford crawley basingstoke "
    "chelmsford colchester maidstone canterbury hastings eastbourne guildford woking truro "
    "inverness perth stirling paisley kilmarnock bangor lisburn derry londonderry dublin cork "
    "galway limerick waterford houston chicago phoenix philadelphia dallas austin jacksonville "
    "columbus charlotte indianapolis seattle denver boston detroit nashville memphis portland "
    "baltimore milwaukee albuquerque tucson fresno sacramento atlanta omaha miami oakland "
    "minneapolis tulsa tampa cleveland honolulu orlando pittsburgh cincinnati anchorage toledo "
    "newark henderson buffalo madison reno richmond spokane toronto montreal vancouver calgary "
    "ottawa edmonton winnipeg quebec halifax sydney melbourne brisbane adelaide hobart darwin "
    "canberra geelong cairns townsville toowoomba ballarat bendigo launceston mackay wollongong "
    "auckland wellington christchurch paris marseille lyon toulouse nice nantes strasbourg "
    "montpellier bordeaux lille rennes reims berlin hamburg munich munchen muenchen koln cologne "
    "frankfurt stuttgart dusseldorf dortmund essen leipzig bremen dresden hannover nurnberg "
    "madrid barcelona valencia sevilla zaragoza malaga murcia bilbao rome roma milan milano naples "
    "napoli turin torino palermo genoa genova bologna florence firenze amsterdam rotterdam utrecht "
    "eindhoven groningen brussels antwerp ghent vienna wien graz linz salzburg zurich geneva basel "
    "bern stockholm goteborg malmo oslo bergen copenhagen aarhus helsinki tampere warsaw krakow "
    "lodz wroclaw poznan gdansk prague brno budapest lisbon porto athens istanbul ankara moscow "
    "kyiv delhi mumbai bangalore chennai kolkata hyderabad pune karachi lahore islamabad dhaka "
    "beijing shanghai shenzhen guangzhou tokyo osaka kyoto seoul singapore bangkok jakarta manila "
    "hanoi lagos abuja nairobi accra johannesburg durban cairo casablanca tunis algiers "
    "los_angeles new_york san_antonio san_diego san_jose san_francisco fort_worth el_paso "
    "las_vegas oklahoma_city kansas_city long_beach colorado_springs st_louis new_orleans "
    "salt_lake milton_keynes hong_kong newcastle_upon kingston_upon gold_coast alice_springs "
    "sao_paulo rio_de mexico_city buenos_aires cape_town st_albans salt_lake_city";

// Codes of the states of the United States, Australia and Canada.
constexpr std::string_view kStateCodes =
    "al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm "
    "ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr "
    "nsw vic qld sa tas act nt ab bc mb nb nl ns on pe qc sk yt";

constexpr std::string_view kStateNames =
    "alabama alaska arizona arkansas california colorado connecticut delaware florida georgia "
    "hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts "
    "michigan minnesota mississippi missouri montana nebraska nevada new_hampshire new_jersey "
    "new_mexico north_carolina north_dakota ohio oklahoma oregon pennsylvania rhode_island "
    "south_carolina south_dakota tennessee texas utah vermont virginia washington west_virginia "
    "wisconsin wyoming new_south_wales queensland tasmania south_australia western_australia "
    "ontario alberta manitoba saskatchewan british_columbia nova_scotia bayern hessen sachsen "
    "niedersachsen brandenburg thuringen saarland";

constexpr std::string_view kCounties =
    "kent essex surrey sussex west_sussex east_sussex norfolk suffolk devon cornwall dorset "
    "somerset cumbria rutland merseyside tyne_and_wear west_midlands greater_london "
    "greater_manchester west_yorkshire south_yorkshire north_yorkshire east_yorkshire "
    "isle_of_wight "
    "county_durham northumberland gwynedd powys dyfed gwent clwyd fife highland lothian tayside "
    "antrim armagh down fermanagh tyrone middlesex avon humberside cleveland";

constexpr std::string_view kCountries =
    "england scotland wales ireland uk gb gbr united_kingdom great_britain northern_ireland us usa "
    "united_states united_states_of america canada australia new_zealand france germany "
    "deutschland spain espana italy italia portugal netherlands nederland belgium switzerland "
    "austria sweden norway denmark finland poland polska czechia hungary romania bulgaria greece "
    "turkey russia ukraine india pakistan bangladesh china japan korea south_korea singapore "
    "malaysia indonesia philippines thailand vietnam brazil brasil argentina chile colombia mexico "
    "peru egypt nigeria kenya ghana south_africa morocco algeria tunisia ethiopia israel lebanon "
    "syria iraq iran saudi_arabia uae united_arab_emirates qatar afghanistan sri_lanka nepal "
    "jamaica cuba lithuania latvia estonia croatia serbia slovakia slovenia iceland cyprus malta "
    "luxembourg fra deu esp ita nld bel che aut swe nor dnk fin pol irl can aus nzl ind pak chn";

constexpr std::string_view kMonths =
    "jan january feb february mar march apr april may jun june jul july aug august sep sept "
    "september oct october nov november dec december janvier fevrier mars avril mai juin juillet "
    "aout septembre octobre novembre decembre januar februar marz juni juli oktober dezember "
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre";

constexpr std::string_view kPlaceholders =
    "n/a na null none nil nan unknown unk missing not_known notknown not_available tbc tbd blank "
    "empty unspecified not_stated not_provided not_given undefined no_value xxx xxxx ? - -- --- . "
    "#n/a (null) <na>";

struct List {
  uint32_t sense;
  std::string_view words;
};

constexpr List kLists[] = {
    {kWordGiven, kGivenNames},
    {kWordFamily, kFamilyNames},
    {kWordStreet, kStreetTypes},
    {kWordUnit, kUnits},
    {kWordLegal, kLegalForms},
    {kWordTown, kTowns},
    {kWordState, kStateCodes},
    {kWordState, kStateNames},
    {kWordCounty, kCounties},
    {kWordCountry, kCountries},
    {kWordMale,
     "m male man boy h homme masculin mann mannlich maennlich hombre masculino varon "
     "maschio uomo maschile mand mies gwryw 1m mr"},
    {kWordFemale,
     "f female woman girl w femme feminin frau weiblich mujer femenino feminino hembra "
     "femmina donna femminile vrouw kvinde kvinna nainen benyw miss mrs ms"},
    {kWordOtherSex,
     "u x unknown other non-binary nonbinary non_binary indeterminate intersex "
     "not_specified divers autre otro prefer_not_to diverse i t"},
    {kWordMonth, kMonths},
    {kWordEntity,
     "person individual organisation organization company business corporate entity "
     "legal_entity natural_person household group private_individual firm org per "
     "charity sole_trader"},
    {kWordPlaceholder, kPlaceholders},
    {kWordTitle,
     "mr mrs ms miss dr prof professor sir lady lord rev revd reverend mx master dame "
     "herr frau m mme mlle monsieur madame senor senora sr sra sig dhr mevr jr snr"},
    {kWordGeneration,
     "jr jnr junior sr snr senior i ii iii iv v vi vii 1st 2nd 3rd 4th 5th jr. jnr. sr. snr. "
     "esq esquire md phd obe mbe cbe"},
};

class WordTable {
 public:
  WordTable() {
    for (const List& list : kLists) add(list);
  }
  uint32_t senses(std::string_view word) const {
    const auto found = senses_.find(word);
    return found == senses_.end() ? 0 : found->second;
  }

 private:
  void add(const List& list) {
    std::string_view rest = list.words;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(' '), rest.size());
      std::string word(rest.substr(0, end));
      std::replace(word.begin(), word.end(), '_', ' ');
      if (!word.empty()) senses_[std::move(word)] |= list.sense;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  // Looks words up by view without making a string.
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
  };
  std::unordered_map<std::string, uint32_t, Hash, std::equal_to<>> senses_;
};

}  // namespace

uint32_t word_senses(std::string_view folded) {
  static const WordTable table;
  if (folded.empty() || folded.size() > 24) return 0;
  return table.senses(folded);
}

}  // namespace newlyn::profile
