// What the programme has settled, for whoever is in it. The contract is in proto/ourplace/v1/programme.proto.
#pragma once

#include "base/task.hpp"
#include "ourplace/v1/programme.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::accounts {

class ProgrammeService {
  public:
    // The database outlives the service.
    explicit ProgrammeService(store::Database& database) : database_(database) {}

    void add_methods(rpc::Router& router);

    Task<v1::GetProgrammeResponse> get_programme(rpc::Context& context, const v1::GetProgrammeRequest& request);

  private:
    store::Database& database_;
};

}  // namespace ourplace::accounts
