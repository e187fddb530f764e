// What other people's code makes of the same calendar: independent.py, asked with JSON.
#pragma once

#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>

#include "unit/store/temporary_folder.hpp"

namespace ourplace::events {

inline boost::json::value ask_independent(const boost::json::value& question) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "question.json";
    std::ofstream(file) << boost::json::serialize(question);
    const auto command = "/usr/bin/python3 " INDEPENDENT_SCRIPT " < " + file.string();
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string answer;
    char buffer[4096];
    while (const auto count = std::fread(buffer, 1, sizeof(buffer), pipe.get())) answer.append(buffer, count);
    if (answer.empty()) throw std::runtime_error("independent.py refused what it was given");
    return boost::json::parse(answer);
}

}  // namespace ourplace::events
