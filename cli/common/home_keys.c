/* home_keys.c: the key file of a home, and the public facts of its keys in the registry: they must tell the same. */
#include <string.h>

#include "failure.h"
#include "home.h"
#include "text.h"

enum trc_status home_read_secrets(const struct home *home, const struct common_options *common,
                                  struct trc_secrets *secrets, struct passphrase *passphrase, struct trc_error *error)
{
    char path[PATH_MAX];
    struct passphrase own, *used = passphrase != NULL ? passphrase : &own;
    enum trc_status status = home_join(home->path, HOME_KEY_FILE, path, error);
    if (status == TRC_OK)
        status = passphrase_get(common, false, used, error);
    if (status == TRC_OK)
        status = trc_keyfile_read(path, used->text, used->len, secrets, error);
    if (used == &own || status != TRC_OK)
        trc_wipe(used, sizeof *used);
    return status;
}

enum trc_status home_write_secrets(const struct home *home, const struct trc_secrets *secrets,
                                   const struct passphrase *passphrase, struct trc_error *error)
{
    char path[PATH_MAX];
    const enum trc_status status = home_join(home->path, HOME_KEY_FILE, path, error);
    return status == TRC_OK ? trc_keyfile_write(path, passphrase->text, passphrase->len, secrets, error) : status;
}

const struct trc_key_facts *home_find_facts(const struct trc_key_facts *facts, size_t count, uint8_t key_id)
{
    for (size_t i = 0; i < count; i++)
        if (facts[i].key_id == key_id)
            return &facts[i];
    return NULL;
}

static enum trc_status facts_of(const struct trc_secret *secret, struct trc_key_facts *facts, struct trc_error *error)
{
    struct trc_keyring ring;
    memset(&ring, 0, sizeof ring);
    const enum trc_status status = trc_keyring_add(&ring, secret, error);
    const struct trc_key *key = &ring.key[secret->key_id];
    *facts = (struct trc_key_facts){.key_id = secret->key_id,
                                    .type = secret->type,
                                    .created_at_s = secret->created_at_s,
                                    .has_public = key->has_public};
    memcpy(facts->public_key, key->ed25519_public, sizeof facts->public_key);
    trc_wipe(&ring, sizeof ring);
    return status;
}

static bool same_key(const struct trc_key_facts *a, const struct trc_key_facts *b)
{
    return a->type == b->type && a->created_at_s == b->created_at_s && a->has_public == b->has_public &&
           (!a->has_public || memcmp(a->public_key, b->public_key, sizeof a->public_key) == 0);
}

static enum trc_status settle_keys(const struct home *home, const struct trc_secrets *secrets, bool record,
                                   struct trc_error *error)
{
    struct trc_key_facts known[TRC_KEY_IDS], facts;
    size_t count;
    enum trc_status status = trc_registry_list_keys(home->registry, known, &count, error);
    for (size_t i = 0; status == TRC_OK && i < secrets->count; i++) {
        status = facts_of(&secrets->secret[i], &facts, error);
        if (status != TRC_OK)
            break;
        const struct trc_key_facts *recorded = home_find_facts(known, count, facts.key_id);
        if (recorded != NULL && !same_key(recorded, &facts))
            return fail(
                error, TRC_ERR_KEY,
                _("Key id %d is another key than the registry of %s knows by this id; bring the key, or the key "
                  "file, that belongs to it."),
                facts.key_id, home->path);
        if (recorded == NULL && record)
            status = trc_registry_add_key(home->registry, &facts, error);
        if (status == TRC_ERR_EXISTS)
            status = TRC_OK; /* another program has just done the same */
    }
    return status;
}

enum trc_status home_read_keyring(const struct home *home, const struct common_options *common,
                                  struct trc_keyring *ring, struct trc_error *error)
{
    struct trc_secrets secrets;
    memset(ring, 0, sizeof *ring);
    enum trc_status status = home_read_secrets(home, common, &secrets, NULL, error);
    if (status == TRC_OK)
        status = settle_keys(home, &secrets, !home->read_only, error);
    for (size_t i = 0; status == TRC_OK && i < secrets.count; i++)
        status = trc_keyring_add(ring, &secrets.secret[i], error);
    trc_secrets_wipe(&secrets);
    return status;
}

enum trc_status home_check_keys(const struct home *home, const struct trc_secrets *secrets, struct trc_error *error)
{
    return settle_keys(home, secrets, false, error);
}

enum trc_status home_record_keys(const struct home *home, const struct trc_secrets *secrets, struct trc_error *error)
{
    return settle_keys(home, secrets, true, error);
}
