// SPDX-License-Identifier: MIT
// Writing with every failure told.
#include "synthetic/writers/text_file.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/error.h"

namespace newlyn::synthetic {

TextFile::TextFile(std::string path)
    : path_(std::move(path)), file_(std::fopen(path_.c_str(), "wb")) {
  if (file_ == nullptr) fail();
}

void TextFile::flush() {
  const size_t written = std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get());
  if (written != buffer_.size()) fail();
  buffer_.clear();
}

void TextFile::close() {
  flush();
  if (std::fclose(file_.release()) != 0) fail();
}

void TextFile::fail() const {
  const int reason = errno;
  if (reason == ENOSPC) {
    throw Error(
        Code::storage_full,
        fmt::format("No room is left for {}. Choose another folder, or fewer people.", path_));
  }
  throw Error(Code::output_unwritable,
              fmt::format("{} cannot be written: {}. Choose another folder.", path_,
                          std::strerror(reason)));
}

}  // namespace newlyn::synthetic
