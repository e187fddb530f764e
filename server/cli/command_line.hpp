// `ourplace COMMAND …`: reads the command line, says what is wrong with it, and runs the command.
#pragma once

#include <span>
#include <string>

namespace ourplace::cli {

// 0: done; 1: the command failed; 2: the command line or a setting is wrong. Says why on standard error.
[[nodiscard]] int run(std::span<const std::string> arguments, std::span<const std::string> environment);

}  // namespace ourplace::cli
