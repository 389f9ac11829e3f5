/* bench_check.c: checking, judging and sealing codes, beside the two HMACs that none of it can do without. */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <trc/judge.h>
#include <unistd.h>

#include "bench.h"
#include "code/message.h"
#include "code_fixture.h"
#include "crypto/hmac.h"

#define GTINS 1000

static void need(bool ok)
{
    if (!ok)
        abort();
}

/* One product: its batch, a code of it, and OpenSSL's HMACs with the same keys over the same bytes. */
struct product {
    struct trc_template tmpl;
    struct trc_issued issued;
    size_t message_len;
    uint8_t message[128], tag[8];
    EVP_MAC_CTX *serial, *mask, *mac;
};

#define NOW 1735689600

struct work {
    struct trc_registry *registry;
    struct trc_verifier *verifier;
    struct trc_keyring ring;
    struct trc_key_cache cache;
    size_t product_count;
    struct product product[GTINS];
    struct trc_code code;
    bool with_seal;
};

/* The peer needs the bytes of a key, which libtrc keeps only as chaining values; HMAC costs the same under any. */
static EVP_MAC_CTX *keyed(EVP_MAC *mac, uint8_t byte)
{
    uint8_t secret[32];
    const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){"SHA256"}, 0),
                                 OSSL_PARAM_construct_end()};
    EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
    memset(secret, byte, sizeof secret);
    need(EVP_MAC_init(ctx, secret, sizeof secret, params) == 1);
    return ctx;
}

static void prepare(struct work *work, size_t product_count, enum trc_seal_kind seal)
{
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    memset(work, 0, sizeof *work);
    fixture_ring(&work->ring);
    work->product_count = product_count;
    work->with_seal = seal != TRC_SEAL_KIND_NONE;
    for (size_t i = 0; i < product_count; i++) {
        struct product *p = &work->product[i];
        struct trc_template_config config = fixture_config(seal, false);
        char gtin[TRC_GTIN_SIZE];
        snprintf(gtin, sizeof gtin, "0690123%06zu0", (456789 + i) % 1000000);
        gtin[13] = trc_gtin_check_digit(gtin, 13);
        config.gtin = gtin;
        need(trc_template_init(&p->tmpl, &config, &work->ring, NULL) == TRC_OK);
        need(trc_template_issue(&p->tmpl, 1, NULL, &p->issued, NULL) == TRC_OK);
        memcpy(p->message, p->tmpl.message, p->tmpl.message_len);
        p->message_len = trc_message_unit(p->message, p->tmpl.message_len, 1);
        p->serial = keyed(mac, 1);
        p->mask = keyed(mac, 2);
        p->mac = keyed(mac, 3);
    }
    EVP_MAC_free(mac);
}

static void evp(EVP_MAC_CTX *ctx, const uint8_t *message, size_t len, uint8_t mac[TRC_MAC_LEN])
{
    size_t mac_len;
    need(EVP_MAC_init(ctx, NULL, 0, NULL) == 1 && EVP_MAC_update(ctx, message, len) == 1 &&
         EVP_MAC_final(ctx, mac, &mac_len, TRC_MAC_LEN) == 1);
}

/* The tag over the message and the mask over the tag; with an S seal also its MAC. */
static void hmacs(void *context, size_t count)
{
    struct work *work = context;
    for (size_t i = 0; i < count; i++) {
        struct product *p = &work->product[i % work->product_count];
        uint8_t mac[TRC_MAC_LEN];
        evp(p->serial, p->message, p->message_len, mac);
        memcpy(p->tag, mac, sizeof p->tag);
        evp(p->mask, p->tag, sizeof p->tag, mac);
        if (work->with_seal)
            evp(p->mac, p->message, p->message_len, mac);
    }
}

static void release(struct work *work)
{
    for (size_t i = 0; i < work->product_count; i++) {
        EVP_MAC_CTX_free(work->product[i].serial);
        EVP_MAC_CTX_free(work->product[i].mask);
        EVP_MAC_CTX_free(work->product[i].mac);
    }
}

static void check(void *context, size_t count)
{
    struct work *work = context;
    for (size_t i = 0; i < count; i++) {
        const struct trc_issued *issued = &work->product[i % work->product_count].issued;
        struct trc_check result;
        need(trc_code_parse(issued->text, issued->text_len, &work->code, NULL) == TRC_OK);
        need(trc_code_check(&work->code, &work->ring, &work->cache, &result) == TRC_OK);
        need(result.serial == TRC_SEAL_HOLDS && result.seal != TRC_SEAL_FAILS);
    }
}

/* Text to verdict: keys, registry and judge. */
static void judge(void *context, size_t count)
{
    struct work *work = context;
    const struct trc_verify_options options = {.now_s = NOW};
    static struct trc_judgement judgement;
    for (size_t i = 0; i < count; i++) {
        const struct trc_issued *issued = &work->product[i % work->product_count].issued;
        need(trc_verifier_judge(work->verifier, issued->text, issued->text_len, &options, &judgement, NULL) == TRC_OK);
        need(judgement.decision.verdict == TRC_VERDICT_AUTHENTIC);
    }
}

static void seal(void *context, size_t count)
{
    struct work *work = context;
    static struct trc_issued issued;
    for (size_t i = 0; i < count; i++)
        need(trc_template_issue(&work->product[i % work->product_count].tmpl, (uint32_t)i, NULL, &issued, NULL) ==
             TRC_OK);
}

/* A registry in which one active unit of each product is on record. */
static void register_all(struct work *work, const char *path)
{
    struct trc_issuer issuer = {.name = "Acme", .host_count = 1, .prefix_count = 1};
    const struct trc_key_facts key = {.key_id = FIXTURE_KEY_ID, .type = TRC_KEY_ED25519};
    strcpy(issuer.host[0], FIXTURE_HOST);
    strcpy(issuer.prefix[0], "690123");
    need(trc_registry_open(path, TRC_REGISTRY_CREATE, &work->registry, NULL) == TRC_OK);
    need(trc_registry_set_issuer(work->registry, &issuer, NULL) == TRC_OK);
    need(trc_registry_add_key(work->registry, &key, NULL) == TRC_OK);
    for (size_t i = 0; i < work->product_count; i++) {
        struct trc_batch batch = {.key_id = FIXTURE_KEY_ID, .count = 1, .host = FIXTURE_HOST};
        struct trc_product product = {.name = "Liquor"};
        uint32_t newly;
        strcpy(batch.gtin, work->product[i].tmpl.keys.gtin);
        strcpy(product.gtin, batch.gtin);
        need(trc_registry_put_product(work->registry, &product, NULL, false, NULL) == TRC_OK);
        need(trc_registry_reserve(work->registry, &batch, NULL, NULL, NULL, NULL) == TRC_OK && batch.first_unit == 1);
        need(trc_registry_activate(work->registry, batch.id, 1, 1, NOW, &newly, NULL) == TRC_OK);
    }
    need(trc_verifier_open(work->registry, &work->ring, &work->verifier, NULL) == TRC_OK);
}

static void measure_judging(struct work *work, size_t count)
{
    char folder[] = "/tmp/trc-bench-XXXXXX", path[64];
    static const char *const ends[] = {"", "-wal", "-shm"};
    need(mkdtemp(folder) != NULL);
    snprintf(path, sizeof path, "%s/registry.db", folder);
    register_all(work, path);
    bench_compare("verify with a registry, 1,000 GTINs", judge, "2 HMACs, EVP_MAC re-init", hmacs, work, count);
    trc_verifier_close(work->verifier);
    trc_registry_close(work->registry);
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(path, sizeof path, "%s/registry.db%s", folder, ends[i]);
        unlink(path);
    }
    rmdir(folder);
}

int main(void)
{
    static struct work work;
    const size_t count = 300000;
    prepare(&work, 1, TRC_SEAL_KIND_NONE);
    printf("%s\n", work.product[0].issued.text);
    bench_compare("check, sealed serial, one GTIN", check, "2 HMACs, EVP_MAC re-init", hmacs, &work, count);
    bench_compare("seal, sealed serial, one GTIN", seal, "2 HMACs, EVP_MAC re-init", hmacs, &work, count);
    release(&work);
    prepare(&work, GTINS, TRC_SEAL_KIND_NONE);
    bench_compare("check, sealed serial, 1,000 GTINs", check, "2 HMACs, EVP_MAC re-init", hmacs, &work, count);
    bench_compare("seal, sealed serial, 1,000 GTINs", seal, "2 HMACs, EVP_MAC re-init", hmacs, &work, count);
    measure_judging(&work, count);
    release(&work);
    prepare(&work, 1, TRC_SEAL_KIND_HMAC);
    printf("%s\n", work.product[0].issued.text);
    bench_compare("check, sealed serial and H seal", check, "3 HMACs, EVP_MAC re-init", hmacs, &work, count);
    bench_compare("seal, sealed serial and H seal", seal, "3 HMACs, EVP_MAC re-init", hmacs, &work, count);
    release(&work);
    return 0;
}
