// `ourplace`: one binary, the server and its tools.
#include <exception>
#include <iostream>
#include <string>
#include <unistd.h>
#include <vector>

#include "cli/command_line.hpp"

int main(int argc, char** argv) {
    try {
        const std::vector<std::string> arguments(argv + 1, argv + argc);
        std::vector<std::string> environment;
        for (char** entry = environ; *entry != nullptr; ++entry) environment.emplace_back(*entry);
        return ourplace::cli::run(arguments, environment);
    } catch (const std::exception& caught) {
        std::cerr << "ourplace: " << caught.what() << "\n";
        return 1;
    }
}
