// SPDX-License-Identifier: MIT
// Events that belong together are kept together: a book that is cut off or fails has all or none.
#include "workspace/review/review_book.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.h"
#include "base/random.h"
#include "workspace/index/entity_kinds.h"

namespace newlyn::workspace {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kEvents = 2'000;
constexpr int kKills = 20;
constexpr uint64_t kMicrosMax = 20'000;

/// Who asks to make one of very many.
std::vector<ReviewEvent> asked_of_many() {
  std::vector<ReviewEvent> events(kEvents);
  for (uint64_t i = 0; i < kEvents; ++i) {
    events[i].item = "merge-Q3FZBHF-2ad994";
    events[i].topic = "merge to confirm";
    events[i].what = "asked";
    events[i].who = "kay";
    events[i].left = {"people/person", "1"};
    events[i].right = {"people/person", std::to_string(i + 2)};
  }
  return events;
}

class ReviewBookTest : public testing::Test {
 protected:
  ReviewBookTest() {
    folder_ = fs::temp_directory_path() / ("newlyn_review_book_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  ~ReviewBookTest() override { fs::remove_all(folder_); }

  std::unique_ptr<store::Store> open() const {
    store::StoreOptions options;
    options.path = (folder_ / "store.duckdb").string();
    return store::Store::open(options);
  }

  /// How many pairs wait, as somebody who opens the book afterwards is shown.
  size_t waiting() const {
    const auto store = open();
    const auto asked = ReviewBook(*store, kind_, {}).asked();
    return asked.empty() ? 0 : asked.front().size();
  }

  /// Another process asks and is killed after so many microseconds. Returns whether it was told
  /// that all is kept.
  bool ask_and_die(useconds_t after) const {
    int ends[2] = {};
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      const auto store = open();
      ReviewBook book(*store, kind_, {});
      if (write(ends[1], "b", 1) == 1) book.add_all(asked_of_many());
      if (write(ends[1], "k", 1) == 1) pause();
      _exit(0);
    }
    close(ends[1]);
    char said = 0;
    EXPECT_EQ(read(ends[0], &said, 1), 1);
    usleep(after);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const bool is_kept = read(ends[0], &said, 1) == 1 && said == 'k';
    close(ends[0]);
    return is_kept;
  }

  fs::path folder_;
  const EntityKind& kind_ = kEntityKinds[0];
};

TEST_F(ReviewBookTest, a_process_that_is_killed_leaves_all_that_was_asked_or_nothing) {
  Random random(20'261'130);
  int kept = 0;
  for (int round = 0; round < kKills; ++round) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    const bool is_kept = ask_and_die(static_cast<useconds_t>(random.below(kMicrosMax)));
    const size_t found = waiting();
    EXPECT_TRUE(found == kEvents || (found == 0 && !is_kept)) << found;
    kept += found == kEvents ? 1 : 0;
  }
  std::printf("killed %d times: all was kept %d times, else nothing\n", kKills, kept);
}

TEST_F(ReviewBookTest, what_fails_midway_leaves_nothing_and_the_book_goes_on) {
  const auto store = open();
  ReviewBook book(*store, kind_, {});
  std::vector<ReviewEvent> events = asked_of_many();
  events.back().why = "no text of UTF-8: \xff";
  EXPECT_THROW(book.add_all(std::move(events)), Error);
  EXPECT_TRUE(book.asked().empty());
  EXPECT_TRUE(ReviewBook(*store, kind_, {}).asked().empty());
  book.add(asked_of_many().front());
  book.add_all(asked_of_many());
  EXPECT_EQ(ReviewBook(*store, kind_, {}).asked().front().size(), kEvents + 1);
  EXPECT_EQ(store->number("SELECT count(DISTINCT sequence) FROM newlyn_review_event"),
            static_cast<int64_t>(kEvents) + 1);
}

}  // namespace
}  // namespace newlyn::workspace
