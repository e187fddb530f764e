// hub_tables.hpp: invites.
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "base/id.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::hubs {
namespace {

Error unusable_invite() {
    return Error::not_found("invite_token",
                            "This invite has been used, has expired or was taken back. Ask for a new one.");
}

Result<Invitation> to_invitation(store::Transaction& tx, const std::optional<store::Row>& row) {
    if (!row) return std::unexpected(unusable_invite());
    const auto creator = accounts::find_member(tx, row->text(2));
    return Invitation{.hub_id = row->text(0),
                      .role = static_cast<Role>(row->integer(1)),
                      .created_by_name = creator ? creator->name : std::string()};
}

}  // namespace

CreatedInvite create_invite(store::Transaction& tx, const std::string& hub_id, const std::string& created_by,
                            const InviteTerms& terms, Timestamp now) {
    CreatedInvite created;
    created.secret = new_secret();
    auto& invite = created.invite;
    invite.set_invite_id(new_id());
    invite.set_hub_id(hub_id);
    invite.set_role(static_cast<v1::HubRole>(terms.role));
    invite.set_uses_left(terms.uses);
    invite.set_expires_at_us(now + terms.days_valid * microseconds_per_day);
    if (const auto creator = accounts::find_member(tx, created_by)) invite.set_created_by_name(creator->name);
    tx.execute(R"sql(
        INSERT INTO invite (invite_id, secret_hash, hub_id, role, uses_left, expires_at_us, created_by, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql",
               invite.invite_id(), store::Blob{hash_secret(created.secret)}, hub_id, terms.role, terms.uses,
               invite.expires_at_us(), created_by, now);
    return created;
}

std::vector<v1::Invite> list_invites(store::Transaction& tx, std::string_view hub_id, Timestamp now) {
    std::vector<v1::Invite> invites;
    for (const auto& row : tx.query(R"sql(
             SELECT invite.invite_id, invite.role, invite.uses_left, invite.expires_at_us, member.name
             FROM invite JOIN member ON member.member_id = invite.created_by
             WHERE invite.hub_id = $1 AND invite.uses_left > 0 AND invite.expires_at_us > $2
             ORDER BY invite.created_at_us DESC, invite.invite_id)sql",
                                    hub_id, now)) {
        auto& invite = invites.emplace_back();
        invite.set_invite_id(row.text(0));
        invite.set_hub_id(std::string(hub_id));
        invite.set_role(static_cast<v1::HubRole>(row.integer(1)));
        invite.set_uses_left(static_cast<std::uint32_t>(row.integer(2)));
        invite.set_expires_at_us(row.integer(3));
        invite.set_created_by_name(row.text(4));
    }
    return invites;
}

std::optional<std::string> hub_of_invite(store::Transaction& tx, std::string_view invite_id) {
    const auto row = tx.query_one("SELECT hub_id FROM invite WHERE invite_id = $1", invite_id);
    if (!row) return std::nullopt;
    return row->text(0);
}

void revoke_invite(store::Transaction& tx, std::string_view invite_id) {
    tx.execute("DELETE FROM invite WHERE invite_id = $1", invite_id);
}

void revoke_invites_of(store::Transaction& tx, std::string_view hub_id, std::string_view member_id) {
    tx.execute("DELETE FROM invite WHERE hub_id = $1 AND created_by = $2", hub_id, member_id);
}

Result<Invitation> find_invitation(store::Transaction& tx, std::string_view secret, Timestamp now) {
    const auto row = tx.query_one(
        "SELECT hub_id, role, created_by FROM invite WHERE secret_hash = $1 AND uses_left > 0 AND expires_at_us > $2",
        store::Blob{hash_secret(secret)}, now);
    return to_invitation(tx, row);
}

Result<Invitation> use_invitation(store::Transaction& tx, std::string_view secret, Timestamp now) {
    const auto row = tx.query_one(R"sql(
        UPDATE invite SET uses_left = uses_left - 1
        WHERE secret_hash = $1 AND uses_left > 0 AND expires_at_us > $2
        RETURNING hub_id, role, created_by)sql",
                                  store::Blob{hash_secret(secret)}, now);
    return to_invitation(tx, row);
}

}  // namespace ourplace::hubs
