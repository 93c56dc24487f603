// SPDX-License-Identifier: MIT
// The header words, written for this product: English with its usual abbreviations, the attribute
// names of Senzing's entity specification, and the common words of French, German, Spanish,
// Italian, Dutch, Portuguese, Polish, the Nordic languages and Welsh.
#include "profile/evidence/header_words.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace newlyn::profile {
namespace {

using record::FieldKind;

struct Line {
  HeaderRole role;
  FieldKind kind;
  double points;
  std::string_view words;  // separated by spaces
};

constexpr double kSure = 8;    // the word has one meaning in a table of people or organisations
constexpr double kLikely = 6;  // usually this
constexpr double kHint = 3.5;  // the values decide

constexpr HeaderRole kKind = HeaderRole::kind;

constexpr Line kLines[] = {
    // Names.
    {kKind, FieldKind::full_name, kSure,
     "fullname wholename completename personname namefull displayname nameandsurname "
     "firstandsurname firstandlastname firstlastname nameofperson personfullname nomcomplet "
     "nometprenom nomprenom vollstaendigername vollname namecomplete nombrecompleto "
     "nombreyapellidos nomecompleto nomeecognome cognomenome volledigenaam enwllawn "
     "nameoriginal patientname customername clientname applicantname "
     "claimantname residentname membername employeename studentname pupilname occupantname "
     "tenantname primaryname aka alias knownas"},
    {kKind, FieldKind::full_name, kLikely, "name names naam namn navn nimi individual"},
    {kKind, FieldKind::full_name, kHint, "nom nome nombre enw label title"},
    {kKind, FieldKind::given_name, kSure,
     "firstname forename forenames givenname givennames given fname frstname namefirst namegiven "
     "christianname firstnm fstname fnam fnm gname prenom prenoms vorname vornamen rufname "
     "primernombre nombres nombredepila primeironome voornaam voornamen roepnaam fornamn fornavn "
     "etunimi imie keresztnev jmeno enwcyntaf firstforename legalfirstname preferredfirstname "
     "forename1 forenm givennm preferredname usualforename legalforename"},
    {kKind, FieldKind::given_name, kLikely, "first fore prename gn"},
    {kKind, FieldKind::given_name, kHint, "nombre nome enw initials inits nickname nick name"},
    {kKind, FieldKind::middle_name, kSure,
     "middlename middlenames mname middleinitial middleinit midname namemiddle secondname "
     "secondforename otherforenames othergivennames additionalgivenname deuxiemeprenom "
     "zweitername segundonombre tussennaam mellomnavn mellannamn middleforename middlenm "
     "secondgivenname enwcanol"},
    {kKind, FieldKind::middle_name, kLikely, "middle mi mid othernames"},
    {kKind, FieldKind::family_name, kSure,
     "surname surnames sname lastname lname lstname namelast namefamily familyname lastnm lnam "
     "lnm surnm snm srname nomdefamille nomfamille patronyme nachname familienname zuname apellido "
     "apellidos primerapellido apellidopaterno cognome achternaam familienaam efternamn etternavn "
     "sukunimi nazwisko sobrenome ultimonome prijmeni vezeteknev cyfenw legalsurname "
     "legallastname surename familynm"},
    {kKind, FieldKind::family_name, kLikely, "last family famname nom"},
    {kKind, FieldKind::family_name, kHint,
     "maidenname nomdenaissance nomnaissance nomdejeunefille geburtsname previoussurname "
     "formersurname birthname surnameatbirth segundoapellido apellidomaterno"},
    {kKind, FieldKind::category, kSure,
     "honorific nameprefix nametitle salutation anrede civilite teitl prefix"},
    {kKind, FieldKind::category, kLikely, "namesuffix suffix"},
    {kKind, FieldKind::generation, kSure,
     "generation namegen generationsuffix suffixname namesuffix suffix namesfx namegeneration"},
    {kKind, FieldKind::category, kLikely, "title titre titulo"},
    // Birth.
    {kKind, FieldKind::birth_date, kSure,
     "dob dateofbirth birthdate birthdt bdate dtofbirth dtbirth datebirth bday dobirth dobdate "
     "borndate dateborn brthdt bthdate birthdat datenaissance datedenaissance neele ddn "
     "geburtsdatum gebdatum gebdat geburtstag fechanacimiento fechadenacimiento fecnac fnac "
     "datadinascita datanascita datanascimento datadenascimento geboortedatum gebdatum "
     "foedselsdato fodselsdato fodelsedatum syntymaaika dataurodzenia dyddiadgeni dobfull bd"},
    {kKind, FieldKind::birth_date, kLikely, "born birth birthday personbirthdate naissance"},
    {kKind, FieldKind::birth_day, kSure,
     "birthday dobday daybirth dayofbirth birthdd dobdd dobd bday bd bdd dayob geburtstagtag "
     "journaissance dianacimiento"},
    {kKind, FieldKind::birth_month, kSure,
     "birthmonth birthmon dobmonth dobmon dobmm monthbirth monthofbirth birthmm birthmo dobm "
     "bmonth "
     "bm bdm bmm bmon geburtsmonat moisnaissance mesnacimiento"},
    {kKind, FieldKind::birth_year, kSure,
     "birthyear birthyr dobyear dobyr dobyyyy doby yearbirth yearofbirth yrofbirth birthyyyy "
     "birthyy byear byr bdy byy yob geburtsjahr anneenaissance anneedenaissance anionacimiento "
     "anonacimiento annonascita anodenascimento geboortejaar fodselsar fodelsear blwyddyngeni"},
    {kKind, FieldKind::birth_year, kHint, "dob birthdate dateofbirth born year yr"},
    {kKind, FieldKind::birth_day, 2, "day dd jour tag dia"},
    {kKind, FieldKind::birth_month, 2, "month mm mon mois monat mes"},
    {kKind, FieldKind::text, kSure,
     "birthplace placeofbirth birthtown birthcity townofbirth cityofbirth pobirth lieunaissance "
     "lieudenaissance geburtsort lugarnacimiento lugardenacimiento luogodinascita geboorteplaats "
     "deathplace placeofdeath birthcountry countryofbirth birthstate birthcounty birthparish"},
    {kKind, FieldKind::date, kSure,
     "date dateofdeath deathdate dod deceaseddate dateregistered registrationdate regdate "
     "startdate enddate fromdate todate validfrom validto createdat createdon createddate "
     "creationdate updatedat updatedon modifiedat lastmodified lastupdated datecreated timestamp "
     "datetime admissiondate dischargedate dateadded expirydate expirationdate joindate "
     "hiredate dateofincorporation incorporationdate eventdate visitdate appointmentdate "
     "dateadmitted dtcreated dtmodified datum fecha dyddiad registeredon joinedon"},
    {kKind, FieldKind::date, kLikely, "dt time incorporated registered deceased death died"},
    {kKind, FieldKind::sex, kSure,
     "sex gender sexcode gendercode sexe geschlecht sexo sesso geslacht genero genere kjonn kon "
     "plec rhyw personsex gndr administrativegender legalsex sexatbirth gendr"},
    // Organisations.
    {kKind, FieldKind::organisation_name, kSure,
     "organisation organization organisationname organizationname orgname nameorg company "
     "companyname businessname business firm firmname tradingname tradename legalname "
     "registeredname corporatename companyregisteredname entreprise raisonsociale firma "
     "firmenname unternehmen empresa razonsocial azienda ragionesociale bedrijf bedrijfsnaam "
     "societe denominazione orgnm suppliername vendorname charityname schoolname merchantname "
     "cwmni sefydliad practicename institutionname institution"},
    {kKind, FieldKind::organisation_name, kLikely, "org supplier vendor charity merchant"},
    {kKind, FieldKind::organisation_name, kHint, "name accountname title school"},
    {kKind, FieldKind::entity_type, kSure,
     "recordtype entitytype partytype customertype persontype subjecttype clienttype "
     "personororganisation entityclass legalentitytype"},
    {kKind, FieldKind::entity_type, kHint, "type kind entity party"},
    // Addresses.
    {kKind, FieldKind::full_address, kSure,
     "fulladdress addressfull addrfull wholeaddress completeaddress addresstext concataddress "
     "addressconcat addressstring adressecomplete direccioncompleta singlelineaddress "
     "formattedaddress addresssingleline fulladdr"},
    {kKind, FieldKind::full_address, kLikely,
     "address addr residentialaddress postaladdress homeaddress mailingaddress adresse anschrift "
     "direccion domicilio indirizzo adres endereco adress osoite cyfeiriad location"},
    {kKind, FieldKind::address_line, kSure,
     "addressline addrline addressln addrln addrstreet streetaddress streetaddr streetname stname "
     "street strname strasse str rue calle via straat straatnaam gata gate ulica rua "
     "thoroughfare roadname road addressstreet nomdelarue voie addline adrline adline stryd "
     "housename buildingname building flat flatno flatnumber flatname unit unitno unitnumber "
     "apartment apt aptno apartmentnumber suite subbuilding subbuildingname streetnm linestreet "
     "addressstreetname dependentstreet pobox deliverypoint strassenname locality "
     "dependentlocality linea paotext saotext saostartnumber "
     "primaryaddressableobject secondaryaddressableobject"},
    {kKind, FieldKind::address_line, kLikely,
     "address addr add line residentialaddress postaladdress homeaddress mailingaddress adresse "
     "anschrift direccion domicilio indirizzo adres endereco adress osoite cyfeiriad location st"},
    {kKind, FieldKind::house_number, kSure,
     "housenumber houseno housenum housenr hsenum hseno hnum streetnumber streetno streetnum stnum "
     "stno strno buildingnumber buildingno propertynumber propertyno doornumber doorno "
     "premisenumber addressnumber addrnumber addressno hausnummer hausnr numerorue numerodecalle "
     "numerovoie huisnummer huisnr civico numerocivico housenumberorname streetnbr paonumber "
     "numeromaison nrdomu husnummer paostartnumber"},
    {kKind, FieldKind::house_number, kLikely, "house"},
    {kKind, FieldKind::town, kSure,
     "city town suburb cityname townname addrcity addresscity addrtown posttown citytown "
     "towncity townorcity municipality ville commune ort stadt wohnort ciudad localidad municipio "
     "poblacion citta comune stad plaats woonplaats gemeente cidade miasto kommune kommun poststed "
     "postort tref dinas village municipalite residencecity residencetown"},
    {kKind, FieldKind::town, kLikely, "locality place settlement parish suburbname"},
    {kKind, FieldKind::county, kSure,
     "county state province addrstate addresscounty addressstate statecode stateprovince "
     "provincestate region departement bundesland provincia estado comunidad regione provincie "
     "lan fylke wojewodztwo sir countyname statename countycode provincecode stateabbr"},
    {kKind, FieldKind::county, kHint, "territory district area borough ward st"},
    {kKind, FieldKind::postcode, kSure,
     "postcode postalcode zip zipcode pcode postcd pcd pcds zipcd addrpostalcode addrzip "
     "addresspostcode addresszip postzip postalzip zippostal codepostal cp plz postleitzahl "
     "codigopostal cap postnr postnummer kodpocztowy cep codpostal codpos postkode codpost "
     "codpostio zippostalcode postcodeunit postalcd pstcd outcode zipcode5 eircode pincode"},
    {kKind, FieldKind::postcode, kLikely, "postal post pc"},
    {kKind, FieldKind::country, kSure,
     "country countrycode countryname addrcountry addresscountry nation pays land pais paese "
     "kraj gwlad countryiso iso2 iso3 cntry ctry landkode"},
    {kKind, FieldKind::category, kSure, "nationality citizenship nationalite staatsangehoerigkeit"},
    // Contacts and identifiers.
    {kKind, FieldKind::telephone, kSure,
     "phone telephone tel mobile cell phonenumber phoneno phonenum telephonenumber telephoneno "
     "telno telnum telnumber mobilenumber mobileno mobilephone cellphone landline phonenbr phn "
     "telefon telefono telefoon telefonnummer handy handynummer rufnummer mobil movil celular "
     "cellulare portable telephonemobile gsm contactnumber contactno phonehome phonework "
     "homephone workphone dayphone eveningphone fax faxnumber ffon rhifffon msisdn puhelin "
     "telefone telefonnr cellnumber cellno contactphone phnum phno"},
    {kKind, FieldKind::telephone, kLikely, "ph mob contacttelephone telhome telwork"},
    {kKind, FieldKind::email, kSure,
     "email emailaddress emailaddr mail emails mailaddress eaddress emailadresse courriel "
     "adressemail adressemel correo correoelectronico emailid ebost mailadresse emailadres "
     "contactemail personalemail workemail primaryemail epost emailaddr1 eml"},
    {kKind, FieldKind::national_id, kSure,
     "ssn ssnlast socsecid socialsecurity socialsecuritynumber socsec socsecno socsecnum "
     "socialsecurityno "
     "ssnnumber ssnno ssnlast4 nhs nhsnumber nhsno nhsnum nino ninumber nino nationalinsurance "
     "nationalinsurancenumber nationalinsuranceno natins natinsno chi chinumber hcn "
     "healthcardnumber "
     "sin sinnumber socialinsurancenumber tfn taxfilenumber medicare medicarenumber nationalid "
     "nationalidnumber nationalidno nationalidentitynumber idcard idcardnumber identitynumber "
     "identitycard taxid taxidnumber taxidno tin taxnumber nir numerosecu securitesociale insee "
     "dni "
     "nif nie cif curp rfc cpf cnpj codicefiscale codfiscale bsn burgerservicenummer "
     "sozialversicherungsnummer svnr steuerid personnummer cpr cprnummer fodselsnummer pesel "
     "aadhaar aadhaarnumber pan citizenid citizennumber ppsn ppsnumber hin ahv ssnid pps ein "
     "einnumber socsecnumber nationalidentifier rhifgig healthnumber upn uniquepupilnumber uln"},
    {kKind, FieldKind::account, kSure,
     "passport passportno passportnumber passportnum passportid driverslicense "
     "driverslicensenumber "
     "driverlicense driverlicence drivinglicence drivinglicense drivinglicencenumber "
     "drivinglicenceno driverslicence driverslicenseno drivinglicenseno dlnumber dlno "
     "licensenumber "
     "licencenumber licenceno licenseno accountnumber accountno accountnum acctno acctnum "
     "bankaccount bankaccountnumber iban creditcard cardnumber cardno policynumber policyno "
     "membershipnumber membershipno loyaltynumber mrn medicalrecordnumber hospitalnumber "
     "hospitalno patientnumber leinumber lei vat vatnumber vatno companynumber companyno "
     "companyregistrationnumber crn registrationnumber registrationno charitynumber abn acn duns "
     "dunsnumber siren siret otherid otheridnumber groupassnidnumber npi npinumber trustednumber "
     "trustedidnumber "
     "studentnumber employeenumber staffnumber payrollnumber payrollno insurancenumber "
     "vehicleregistration registrationplate licenseplate"},
    {kKind, FieldKind::account, kLikely, "account acct licence license"},
    // Attributes that tell less about who it is.
    {kKind, FieldKind::category, kSure,
     "createdby updatedby modifiedby enteredby occupation profession jobtitle job role "
     "maritalstatus marital ethnicity ethnicgroup ethnic "
     "race religion faith language status category department dept grade class segment tier band "
     "disability beruf metier profesion employmentstatus agegroup ageband industry sector sic "
     "siccode language1 firstlanguage mothertongue relationship galwedigaeth"},
    {kKind, FieldKind::category, kLikely, "type kind group position"},
    {kKind, FieldKind::number, kSure,
     "age amount total quantity qty price cost balance salary income score weight height latitude "
     "longitude lat lon lng long easting northing xcoordinate ycoordinate "
     "xcoord ycoord count turnover revenue employees percent "
     "percentage rate value bmi duration alter leeftijd eta edad"},
    {kKind, FieldKind::free_text, kSure,
     "notes note comments comment remarks remark description freetext narrative memo details "
     "bemerkung bemerkungen commentaire commentaires observaciones commenti opmerkingen nodiadau "
     "casenotes summary message body feedback"},
    {kKind, FieldKind::text, kSure,
     "employer employername workplace placeofwork nameofemployer url website web webaddress "
     "websiteaddress "
     "homepage householdid household familyid householdno uprn usrn groupassociationorgname "
     "schoolattended"},
    {kKind, FieldKind::text, kLikely, "password token hash ip ipaddress"},
    {kKind, FieldKind::source_name, kSure,
     "datasource sourcedataset sourcesystem sourcename sourcefile sourcetable datasetname "
     "originsystem systemname recordsource dsrc datasrc sourcecode srcsystem"},
    {kKind, FieldKind::source_name, kLikely, "source src dataset filename origin"},
    // Roles.
    {HeaderRole::plain_key, FieldKind::record_key, 0,
     "id recid recordid uniqueid rowid row rownum rowno rownumber pk primarykey key index idx uuid "
     "guid uid urn sequence seq seqno serial serialno recno recordno recordnumber recnum recordkey "
     "rowkey uniquekey uniqueref uniquereference uniqueidentifier identifier lineno linenumber "
     "sysid systemid internalid objectid oid fid ids sno srno slno nr lfdnr sourceid "
     "sourcerecordid sourcekey nativeid localid externalid extid cle clave identifiant recordref"},
    {HeaderRole::named_key, FieldKind::record_key, 0, "id ids key pk uid uuid guid identifier"},
    {HeaderRole::number_word, FieldKind::account, 0,
     "no num number nbr nr ref reference code nummer numero"},
    {HeaderRole::truth, FieldKind::truth, 0,
     "cluster clusterid clusterno clusternumber clusterlabel clusterkey entityid entity trueid "
     "truth groundtruth groundtruthid gold goldid goldlabel goldstandard goldcluster goldenid "
     "goldenrecordid trueentity trueentityid trueperson truepersonid truelabel truecluster "
     "trueclusterid truthid truthcluster matchgroup matchgroupid duplicategroup dupgroup "
     "dupgroupid "
     "duplicateid dupid dupeid dupegroup label matchid realid realpersonid resolvedentityid "
     "uniqueentityid entkey entityno entitykey"},
    {HeaderRole::group_key, FieldKind::truth, 0,
     "personid individualid masterid masterpersonid mpi mpiid empi personkey personno "
     "personnumber peopleid identityid canonicalid goldenkey pid masterkey mpiid"},
    {HeaderRole::describes, FieldKind::ignored, 0,
     "type typ kind usage use format issuer issuedby domain extension ext"},
    {HeaderRole::marks, FieldKind::category, 0,
     "flag optin optout opt verified valid validated validity consent preferred missing has is "
     "indicator ind quality confirmed known active method preference status length len"},
    {HeaderRole::other_person, FieldKind::text, 0,
     "mother mothers mum mums father fathers dad dads parent parents guardian guardians spouse "
     "spouses husband wife partner partners kin nok nextofkin emergency emergencycontact "
     "emergencyname carer gp doctor doctors dr referrer witness landlord agent sibling previous "
     "prev former old past original alternate alternative employer employers manager supervisor "
     "referee officer officers caseworker keyworker socialworker supportworker casemanager "
     "allocatedworker allocatedto assignedto handledby reviewedby approvedby assessor inspector "
     "surveyor headteacher classteacher formtutor teamleader"},
    {HeaderRole::thing, FieldKind::text, 0,
     "ward wards parish district borough area zone region estate constituency division polling "
     "team department dept section directorate service scheme programme project event course "
     "class file document form product benefit vehicle vessel pet system database status channel "
     "council authority trust town city village county country street"},
    {HeaderRole::relation, FieldKind::ignored, 0,
     "relpointer relanchor relpointerdomain relpointerkey relpointerrole relanchordomain "
     "relanchorkey relpointerfromdate relpointerthrudate"},
    {HeaderRole::neutral, FieldKind::text, 0,
     "serviceuser serviceusers "
     "patient customer client applicant claimant person persons people resident member employee "
     "student pupil subject tenant occupant contact user primary home work mobile day evening "
     "main current residential residence permanent postal mailing registered legal business "
     "of the a an de del della du des la le de or and y e et und en std standardised standardized "
     "clean cleaned raw text str string value val left right l r x full own personal usual "
     "trading s field col column native maiden stated 1st 2nd no1 no2 nm"},
};

std::vector<HeaderPhrase> make_phrases() {
  std::vector<HeaderPhrase> phrases;
  for (const Line& line : kLines) {
    std::string_view rest = line.words;
    while (!rest.empty()) {
      const size_t end = std::min(rest.find(' '), rest.size());
      if (end > 0) phrases.push_back({rest.substr(0, end), line.role, line.kind, line.points});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  std::stable_sort(phrases.begin(), phrases.end(),
                   [](const auto& left, const auto& right) { return left.joined < right.joined; });
  return phrases;
}

}  // namespace

std::span<const HeaderPhrase> header_phrases() {
  static const std::vector<HeaderPhrase> phrases = make_phrases();
  return phrases;
}

std::span<const HeaderPhrase> header_phrases_for(std::string_view joined) {
  const std::span<const HeaderPhrase> all = header_phrases();
  const auto begin = std::partition_point(
      all.begin(), all.end(), [&](const HeaderPhrase& phrase) { return phrase.joined < joined; });
  auto end = begin;
  while (end != all.end() && end->joined == joined) ++end;
  return {begin, end};
}

}  // namespace newlyn::profile
