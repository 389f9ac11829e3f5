/* template.c: what the codes of a batch share is prepared once; then each unit costs its seals and a few copies. */
#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/ascii.h"
#include "base/error.h"
#include "code/message.h"
#include "code/pin.h"
#include "code/seal.h"
#include "code/serial.h"
#include "crypto/ed25519.h"
#include "crypto/hmac.h"

#define PLACEHOLDER "0" /* stands for the serial while the link is laid out */

static enum trc_status collect(const struct trc_template_config *config, struct trc_elements *elements,
                               struct trc_error *error)
{
    const struct {
        const char *ai, *value;
    } rows[] = {{"01", config->gtin},
                {"10", config->lot},
                {"21", PLACEHOLDER},
                {"11", config->produced},
                {"17", config->expiry}};
    trc_elements_clear(elements);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *value = rows[i].value;
        if (value == NULL || value[0] == '\0')
            continue;
        const enum trc_status status =
            trc_elements_add(elements, trc_ai_find(rows[i].ai, 2), value, strlen(value), 0, error);
        if (status != TRC_OK)
            return status;
    }
    return TRC_OK;
}

/* Lay the link out once and cut it where the serial goes: right before the query. */
static enum trc_status lay_out(struct trc_template *tmpl, const char *host, const struct trc_elements *elements,
                               struct trc_error *error)
{
    char name[TRC_HOST_MAX + 1], stem[sizeof "HTTPS://" + TRC_HOST_MAX], text[sizeof tmpl->head];
    enum trc_status status = trc_host_parse(host, name, error);
    if (status != TRC_OK)
        return status;
    snprintf(stem, sizeof stem, "https://%s", name);
    for (char *c = stem; *c != '\0'; c++)
        *c = trc_ascii_upper(*c);

    size_t len;
    status = trc_link_format(stem, elements, text, sizeof text, &len, error);
    if (status != TRC_OK)
        return status;
    const char *query = strchr(text, '?');
    const size_t path_len = query != NULL ? (size_t)(query - text) : len;
    assert(path_len > 0 && text[path_len - 1] == PLACEHOLDER[0] && len - path_len < sizeof tmpl->tail);
    tmpl->head_len = (uint16_t)(path_len - 1);
    tmpl->tail_len = (uint16_t)(len - path_len);
    memcpy(tmpl->head, text, tmpl->head_len);
    memcpy(tmpl->tail, text + path_len, tmpl->tail_len);
    return TRC_OK;
}

static enum trc_status take_keys(struct trc_template *tmpl, const struct trc_template_config *config,
                                 const struct trc_keyring *ring, struct trc_error *error)
{
    if (!trc_unit_keys_derive(ring, config->key_id, config->gtin, &tmpl->keys))
        return trc_error_set(error, TRC_ERR_KEY,
                             _("There is no secret for key id %u in the key file; see `trc key list`."),
                             config->key_id);
    tmpl->key = &ring->key[config->key_id];
    if (config->seal == TRC_SEAL_KIND_ED25519 && !tmpl->key->has_seed)
        return trc_error_set(error, TRC_ERR_KEY,
                             _("Key id %u is of type hmac and cannot make ed25519 seals; make a key with `trc key new "
                               "--type ed25519` and name it with --key."),
                             config->key_id);
    if (config->pins && !tmpl->key->has_pin)
        return trc_error_set(error, TRC_ERR_KEY, _("There is no PIN secret for key id %u; issue without PINs."),
                             config->key_id);
    if (config->pins)
        trc_pin_key(tmpl->key, config->key_id, config->gtin, &tmpl->pin);
    return TRC_OK;
}

enum trc_status trc_template_init(struct trc_template *tmpl, const struct trc_template_config *config,
                                  const struct trc_keyring *ring, struct trc_error *error)
{
    memset(tmpl, 0, sizeof *tmpl);
    if (config->own_serials && config->seal == TRC_SEAL_KIND_NONE)
        return trc_error_set(error, TRC_ERR_STATE,
                             _("Own serials carry no seal of their own; choose --seal hmac or --seal ed25519."));
    struct trc_elements elements;
    enum trc_status status = collect(config, &elements, error);
    if (status == TRC_OK)
        status = lay_out(tmpl, config->host, &elements, error);
    if (status == TRC_OK)
        status = take_keys(tmpl, config, ring, error);
    if (status != TRC_OK) {
        trc_wipe(tmpl, sizeof *tmpl);
        return status;
    }
    uint8_t message[TRC_MESSAGE_MAX];
    const size_t len = trc_message_begin(&elements, 'N', config->key_id, message);
    assert(len + 2 + TRC_SERIAL_MAX + 1 <= sizeof tmpl->message);
    memcpy(tmpl->message, message, len);
    tmpl->message_len = (uint16_t)len;
    tmpl->seal = config->seal;
    tmpl->own_serials = config->own_serials;
    tmpl->pins = config->pins;
    return TRC_OK;
}

static enum trc_status take_own_serial(const char *serial, struct trc_issued *issued, struct trc_error *error)
{
    const size_t len = strlen(serial);
    const enum trc_status status = trc_ai_check_value(trc_ai_find("21", 2), serial, len, 0, error);
    if (status != TRC_OK)
        return status;
    if (trc_serial_looks_sealed(serial, len))
        return trc_error_rule(error, "serial-looks-sealed", 0,
                              _("The serial %s has the form of a sealed serial (20 base32 characters); add or drop a "
                                "character."),
                              serial);
    memcpy(issued->serial, serial, len + 1);
    return TRC_OK;
}

static void seal_serial(const struct trc_template *tmpl, uint8_t *message, uint32_t unit, struct trc_issued *issued)
{
    struct trc_sealed_serial sealed;
    trc_serial_seal(&tmpl->keys, message, tmpl->message_len, unit, &sealed);
    trc_serial_encode(&sealed, issued->serial);
}

static enum trc_status make_seal(const struct trc_template *tmpl, uint8_t *message, const char *serial,
                                 struct trc_seal *seal)
{
    const bool hmac = tmpl->seal == TRC_SEAL_KIND_HMAC;
    *seal = (struct trc_seal){.type = hmac ? 'H' : 'E',
                              .key_id = tmpl->keys.key_id,
                              .body_len = hmac ? TRC_SEAL_H_BODY_LEN : TRC_ED25519_SIGNATURE_LEN};
    message[4] = (uint8_t)seal->type;
    const size_t len = trc_message_serial(message, tmpl->message_len, serial, strlen(serial));
    if (!hmac)
        return trc_ed25519_sign(tmpl->key->ed25519_seed, message, len, seal->body);
    uint8_t mac[TRC_MAC_LEN];
    trc_hmac(&tmpl->keys.mac, message, len, mac);
    memcpy(seal->body, mac, TRC_SEAL_H_BODY_LEN);
    return TRC_OK;
}

/* Head, serial, attributes, and what stands before a seal. Lengths are bounded by trc_template_init(). */
static size_t write_unsealed(const struct trc_template *tmpl, const char *serial, char text[TRC_CODE_MAX])
{
    memcpy(text, tmpl->head, tmpl->head_len);
    size_t len = tmpl->head_len;
    len += trc_link_escape(serial, strlen(serial), text + len, TRC_CODE_MAX - len);
    memcpy(text + len, tmpl->tail, tmpl->tail_len);
    len += tmpl->tail_len;
    if (tmpl->seal != TRC_SEAL_KIND_NONE) {
        text[len++] = tmpl->tail_len > 0 ? '&' : '?';
        text[len++] = 'S';
        text[len++] = '=';
    }
    return len;
}

size_t trc_template_pattern(const struct trc_template *tmpl, const char *own_serial, char text[TRC_CODE_MAX])
{
    const size_t seal_len = tmpl->seal == TRC_SEAL_KIND_NONE   ? 0
                            : tmpl->seal == TRC_SEAL_KIND_HMAC ? TRC_SEAL_H_LEN
                                                               : TRC_SEAL_E_LEN;
    const char *serial = own_serial != NULL ? own_serial : tmpl->own_serials ? "" : "AAAAAAAAAAAAAAAAAAAA";
    const size_t len = write_unsealed(tmpl, serial, text);
    memset(text + len, 'A', seal_len);
    text[len + seal_len] = '\0';
    return len + seal_len;
}

static void write_text(const struct trc_template *tmpl, const struct trc_seal *seal, struct trc_issued *issued)
{
    size_t len = write_unsealed(tmpl, issued->serial, issued->text);
    if (tmpl->seal != TRC_SEAL_KIND_NONE)
        len += trc_seal_format(seal, issued->text + len);
    issued->text[len] = '\0';
    issued->text_len = (uint16_t)len;
}

enum trc_status trc_template_issue(const struct trc_template *tmpl, uint32_t unit, const char *own_serial,
                                   struct trc_issued *issued, struct trc_error *error)
{
    uint8_t message[sizeof tmpl->message];
    struct trc_seal seal = {0};
    enum trc_status status = TRC_OK;
    issued->text_len = 0;
    issued->text[0] = issued->serial[0] = issued->pin[0] = '\0';
    assert(tmpl->own_serials == (own_serial != NULL));
    if (unit > TRC_UNIT_MAX)
        return trc_error_set(error, TRC_ERR_RANGE, _("Unit number %lu is larger than %lu."), (unsigned long)unit,
                             (unsigned long)TRC_UNIT_MAX);

    memcpy(message, tmpl->message, tmpl->message_len);
    if (tmpl->own_serials)
        status = take_own_serial(own_serial, issued, error);
    else
        seal_serial(tmpl, message, unit, issued);
    if (status != TRC_OK)
        return status;
    if (tmpl->seal != TRC_SEAL_KIND_NONE && make_seal(tmpl, message, issued->serial, &seal) != TRC_OK) {
        issued->serial[0] = '\0';
        return trc_error_set(error, TRC_ERR_CRYPTO, _("The crypto library could not seal unit %lu."),
                             (unsigned long)unit);
    }
    if (tmpl->pins)
        trc_pin_format(&tmpl->pin, tmpl->keys.gtin, issued->serial, strlen(issued->serial), issued->pin);
    write_text(tmpl, &seal, issued);
    return TRC_OK;
}
