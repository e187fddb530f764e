// The tables of a programme, for copying it from one store to another, in an order that respects their references.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace ourplace::cli {

struct CopiedTable {
    std::string_view name;
    // With commas between; the first ones are its primary key.
    std::string_view columns;
    std::size_t key_columns = 1;
    // A column that refers to the table itself; empty: none.
    std::string_view refers_to_itself = {};
};

// All but `store_epoch`, which says that a store is whole and so comes last, and `migration`.
[[nodiscard]] std::span<const CopiedTable> copied_tables();

}  // namespace ourplace::cli
