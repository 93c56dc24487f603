// SPDX-License-Identifier: MIT
// A text file as a stream of UTF-8, whatever its packing and encoding.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/run_context.h"
#include "source/bytes/compression.h"
#include "source/bytes/input_file.h"
#include "source/text/encoding.h"

namespace newlyn::source {

/// Where a run stands in reading all its inputs, in bytes of the files.
struct Progress {
  RunContext& run;
  uint64_t done = 0;
  uint64_t total = 0;
  double told_seconds = 0;  // when the run was last told

  /// Reports `bytes` more, a few times a second, and stops the run when the person asked for it.
  void advance(uint64_t bytes);
};

/// What a first pass over a file found.
struct TextSurvey {
  Encoding encoding = Encoding::utf8;
  Compression compression = Compression::none;
  std::string content_hash;
  std::string head;   // the first unpacked bytes, as they stand
  OddByte first_odd;  // the first byte that makes one think of a binary file
};

/// Reads the whole file once: hash, packing, encoding.
TextSurvey survey_text(const InputFile& file, Progress& progress);

/// Only the hash, for formats that are not text.
std::string hash_file(const InputFile& file, Progress& progress);

/// The text of a file from its beginning.
class TextStream {
 public:
  virtual ~TextStream() = default;
  /// Appends more text to `buffer`. Returns false, adding nothing, at the end.
  virtual bool more(std::string& buffer) = 0;
  /// Invalid bytes repaired so far.
  virtual uint64_t repaired() const = 0;
};

/// Opens the text of `file` as `survey` describes it. `file` and `progress` must outlive it.
std::unique_ptr<TextStream> open_text(const InputFile& file, const TextSurvey& survey,
                                      Progress& progress);

}  // namespace newlyn::source
