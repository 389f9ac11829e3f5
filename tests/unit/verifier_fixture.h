/* verifier_fixture.h: a verifier on a registry in which batches of each kind of seal were issued and released. */
#ifndef TRC_TESTS_VERIFIER_FIXTURE_H
#define TRC_TESTS_VERIFIER_FIXTURE_H

#include "registry_fixture.h"

#include <trc/judge.h>

#include "code_fixture.h"
#include "status_asserts.h"

#define NOW 1735689600 /* 2025-01-01T00:00:00Z */

static struct trc_keyring ring;
static struct trc_verifier *verifier;
static struct trc_verify_options options;
static struct trc_judgement judgement;

/* Ten units each, one after the other, of key 6: sealed only, with H, with E; then three own serials with H; and ten of
 * key 7. All are active. */
static struct trc_batch plain, with_h, with_e, own, other_key;
static const char *const own_serials[] = {"SN-1", "SN/2", "sn-3"};

static inline void reserve(struct trc_registry *registry, struct trc_batch *batch, uint8_t key_id,
                           enum trc_seal_kind seal, const char *const *serials)
{
    struct serial_list list = {serials, serials != NULL ? 3 : 0, 0};
    *batch = batch_of(GTIN_A, key_id, 10);
    batch->seal = seal;
    assert_ok(trc_registry_reserve(registry, batch, NULL, serials != NULL ? next_of_list : NULL, &list, NULL));
}

static inline int make_verifier(void **state)
{
    if (make_registry(state) != 0)
        return -1;
    struct fixture *f = *state;
    struct trc_issuer issuer = {.name = "Acme", .host_count = 1, .prefix_count = 1};
    struct trc_product product = {.gtin = GTIN_A, .name = "Liquor"};
    uint32_t newly;
    strcpy(issuer.host[0], "id.acme.cn");
    strcpy(issuer.prefix[0], "690123");
    assert_ok(trc_registry_set_issuer(f->registry, &issuer, NULL));
    for (uint8_t id = FIXTURE_KEY_ID; id <= FIXTURE_OTHER_KEY_ID; id++) {
        const struct trc_key_facts facts = {.key_id = id, .type = id == 6 ? TRC_KEY_ED25519 : TRC_KEY_HMAC};
        assert_ok(trc_registry_add_key(f->registry, &facts, NULL));
    }
    assert_ok(trc_registry_put_product(f->registry, &product, NULL, false, NULL));
    reserve(f->registry, &plain, 6, TRC_SEAL_KIND_NONE, NULL);
    reserve(f->registry, &with_h, 6, TRC_SEAL_KIND_HMAC, NULL);
    reserve(f->registry, &with_e, 6, TRC_SEAL_KIND_ED25519, NULL);
    reserve(f->registry, &own, 6, TRC_SEAL_KIND_HMAC, own_serials);
    reserve(f->registry, &other_key, 7, TRC_SEAL_KIND_HMAC, NULL);
    const struct trc_batch *const batches[] = {&plain, &with_h, &with_e, &own, &other_key};
    for (size_t i = 0; i < COUNT(batches); i++)
        assert_ok(trc_registry_activate(f->registry, batches[i]->id, batches[i]->first_unit,
                                        batches[i]->first_unit + batches[i]->count - 1, NOW - 1000, &newly, NULL));
    fixture_ring(&ring);
    options = (struct trc_verify_options){.now_s = NOW};
    assert_ok(trc_verifier_open(f->registry, &ring, &verifier, NULL));
    return 0;
}

static inline int remove_verifier(void **state)
{
    trc_verifier_close(verifier);
    verifier = NULL;
    return remove_fixture(state);
}

/* The code of a unit of a batch, sealed as the batch is. */
static inline void issue(const struct trc_batch *batch, uint32_t unit, const char *own_serial,
                         struct trc_issued *issued)
{
    const struct trc_template_config config = {.host = batch->host,
                                               .gtin = batch->gtin,
                                               .lot = batch->lot,
                                               .expiry = batch->expiry,
                                               .produced = batch->produced,
                                               .key_id = batch->key_id,
                                               .seal = batch->seal,
                                               .own_serials = own_serial != NULL,
                                               .pins = true};
    fixture_issue_from(&config, &ring, unit, own_serial, issued);
}

/* "authentic", "counterfeit: forged"… */
static inline const char *words_of_judgement(void)
{
    static char words[300];
    strcpy(words, trc_verdict_name(judgement.decision.verdict));
    for (size_t i = 0; i < judgement.decision.finding_count; i++) {
        strcat(words, i == 0 ? ": " : " ");
        strcat(words, trc_finding_name(judgement.decision.finding[i].id));
    }
    return words;
}

#endif
