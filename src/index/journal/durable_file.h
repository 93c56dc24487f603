// SPDX-License-Identifier: MIT
// Files of the index as the device sees them: whole writes, syncs and names that last.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace newlyn::index {

/// Opens a file to be written anew, for its owner alone. All of these throw
/// Error(output_unwritable) or Error(storage_full) and name the file.
int open_to_write(const std::string& path);
/// Writes all bytes, in several pieces where the system takes less.
void write_whole(int file, std::string_view bytes, const std::string& path);
/// Waits until what was written is on the device.
void sync_file(int file, const std::string& path);
/// Waits until the names in the folder of `path` are on the device.
void sync_folder_of(const std::string& path);
/// Gives a file, whose content is on the device, its name for good.
void rename_durably(const std::string& from, const std::string& to);
/// Reads up to `count` bytes; fewer at the end of the file or when it cannot be read further.
size_t read_whole(int file, char* into, size_t count);

}  // namespace newlyn::index
