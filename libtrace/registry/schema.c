/* schema.c: the tables of a registry, made and changed in steps that only go forward. */
#include "registry/schema.h"

#include <string.h>

#include "base/error.h"
#include "registry/set.h"

static const char version_table[] = "trc_schema";

/* Foreign keys stop at what grows with units: those tables are to be spread by code_key (decision 0032). */
static const char *const step_1[] = {
    "CREATE TABLE trc_schema (version BIGINT NOT NULL)",
    "INSERT INTO trc_schema (version) VALUES (0)",

    "CREATE TABLE counter (name TEXT NOT NULL PRIMARY KEY, value BIGINT NOT NULL)",
    "INSERT INTO counter (name, value) VALUES ('batch', 0)",

    "CREATE TABLE issuer (id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL)",
    "CREATE TABLE issuer_host (position BIGINT NOT NULL PRIMARY KEY, host TEXT NOT NULL UNIQUE)",
    "CREATE TABLE issuer_prefix (position BIGINT NOT NULL PRIMARY KEY, prefix TEXT NOT NULL UNIQUE)",

    "CREATE TABLE issuer_key ("
    " key_id BIGINT NOT NULL PRIMARY KEY CHECK (key_id BETWEEN 0 AND 31),"
    " type TEXT NOT NULL,"
    " created_at_s BIGINT NOT NULL,"
    " revoked_from_s BIGINT NOT NULL,"
    " public_key BYTEA)",

    "CREATE TABLE product ("
    " gtin TEXT NOT NULL PRIMARY KEY,"
    " name TEXT NOT NULL,"
    " name_zh TEXT NOT NULL,"
    " standard TEXT NOT NULL,"
    " market TEXT NOT NULL,"
    " image_type TEXT NOT NULL,"
    " image BYTEA)",

    "CREATE TABLE unit_counter ("
    " gtin TEXT NOT NULL,"
    " key_id BIGINT NOT NULL,"
    " next_unit BIGINT NOT NULL CHECK (next_unit BETWEEN 1 AND 2147483648),"
    " PRIMARY KEY (gtin, key_id))",

    "CREATE TABLE batch ("
    " id BIGINT NOT NULL PRIMARY KEY,"
    " gtin TEXT NOT NULL,"
    " key_id BIGINT NOT NULL,"
    " seal TEXT NOT NULL,"
    " own_serials BIGINT NOT NULL,"
    " first_unit BIGINT NOT NULL,"
    " unit_count BIGINT NOT NULL CHECK (unit_count > 0),"
    " lot TEXT NOT NULL,"
    " expiry TEXT NOT NULL,"
    " produced TEXT NOT NULL,"
    " host TEXT NOT NULL,"
    " options TEXT NOT NULL,"
    " created_at_s BIGINT NOT NULL,"
    " completed_at_s BIGINT NOT NULL,"
    " UNIQUE (gtin, key_id, first_unit))",

    "CREATE TABLE activation ("
    " batch_id BIGINT NOT NULL REFERENCES batch (id),"
    " first_unit BIGINT NOT NULL,"
    " last_unit BIGINT NOT NULL CHECK (last_unit >= first_unit),"
    " at_s BIGINT NOT NULL CHECK (at_s > 0),"
    " PRIMARY KEY (batch_id, last_unit))",

    "CREATE TABLE own_serial ("
    " code_key BYTEA NOT NULL PRIMARY KEY,"
    " batch_id BIGINT NOT NULL,"
    " unit BIGINT NOT NULL,"
    " serial TEXT NOT NULL)",
    "CREATE INDEX own_serial_by_unit ON own_serial (batch_id, unit)",
    NULL,
};

/* Who printed what, and why again. */
static const char *const step_2[] = {
    "CREATE TABLE print_run ("
    " batch_id BIGINT NOT NULL REFERENCES batch (id),"
    " number BIGINT NOT NULL CHECK (number > 0),"
    " kind TEXT NOT NULL,"
    " first_unit BIGINT NOT NULL,"
    " last_unit BIGINT NOT NULL CHECK (last_unit >= first_unit),"
    " actor TEXT NOT NULL,"
    " reason TEXT NOT NULL,"
    " place TEXT NOT NULL,"
    " manifest TEXT NOT NULL,"
    " began_at_s BIGINT NOT NULL,"
    " ended_at_s BIGINT NOT NULL,"
    " PRIMARY KEY (batch_id, number))",
    NULL,
};

/* Not SQL: whoever issues, keys, products and prints become acts of the ledger. */
static const char take_up[] = "take up";

/*
 * What happens to units, and what changes verdicts. Keyed by code_key first wherever a table grows with scans, without
 * any other unique key: hash partitions need no more. No row of a unit that nothing happened to.
 */
static const char *const step_3[] = {
    "INSERT INTO counter (name, value) VALUES ('generation', 0)",
    /* What was recorded before the ledger began is not in it. */
    "INSERT INTO counter (name, value) SELECT 'before_ledger', value FROM counter WHERE name = 'batch'",

    "CREATE TABLE chain ("
    " number BIGINT NOT NULL PRIMARY KEY,"
    " length BIGINT NOT NULL,"
    " hash BYTEA,"
    " tallied BIGINT NOT NULL,"
    " forgotten BIGINT NOT NULL)",
    "INSERT INTO chain (number, length, tallied, forgotten) VALUES"
    " (0, 0, 0, 0), (1, 0, 0, 0), (2, 0, 0, 0), (3, 0, 0, 0), (4, 0, 0, 0), (5, 0, 0, 0), (6, 0, 0, 0), (7, 0, 0, 0),"
    " (8, 0, 0, 0)",

    "CREATE TABLE event ("
    " code_key BYTEA NOT NULL,"
    " id BIGINT NOT NULL,"
    " chain BIGINT NOT NULL,"
    " position BIGINT NOT NULL,"
    " kind BIGINT NOT NULL,"
    " scanner_kind BIGINT NOT NULL,"
    " at_s BIGINT NOT NULL,"
    " place TEXT NOT NULL,"
    " scanner BIGINT NOT NULL,"
    " batch_id BIGINT NOT NULL,"
    " unit BIGINT NOT NULL,"
    " weight BIGINT NOT NULL,"
    " verdict BIGINT NOT NULL,"
    " state BIGINT NOT NULL,"
    " actor TEXT,"
    " reason TEXT,"
    " hash BYTEA NOT NULL,"
    " PRIMARY KEY (code_key, id))",
    "CREATE INDEX event_by_position ON event (chain, position)",

    "CREATE TABLE unit ("
    " code_key BYTEA NOT NULL PRIMARY KEY,"
    " events BIGINT NOT NULL,"
    " state BIGINT NOT NULL,"
    " state_at_s BIGINT NOT NULL,"
    " scans BIGINT NOT NULL,"
    " counted BIGINT NOT NULL,"
    " scanners BYTEA,"
    " first_at_s BIGINT NOT NULL,"
    " first_place TEXT,"
    " last_at_s BIGINT NOT NULL,"
    " last_place TEXT,"
    " seen_at_s BIGINT NOT NULL,"
    " seen_place TEXT,"
    " seen_scanner BIGINT NOT NULL,"
    " copied_at_s BIGINT NOT NULL,"
    " journeys BYTEA,"
    " pin_at_s BIGINT NOT NULL,"
    " pin_place TEXT,"
    " pin_scanner BIGINT NOT NULL,"
    " pin_wrong BIGINT NOT NULL,"
    " apart BYTEA,"
    " pin_far BYTEA,"
    " recent BYTEA)",

    "CREATE TABLE act ("
    " number BIGINT NOT NULL PRIMARY KEY,"
    " at_s BIGINT NOT NULL,"
    " actor TEXT NOT NULL,"
    " verb TEXT NOT NULL,"
    " detail TEXT NOT NULL,"
    " hash BYTEA NOT NULL)",

    "CREATE TABLE shipment ("
    " act BIGINT NOT NULL PRIMARY KEY,"
    " batch_id BIGINT NOT NULL REFERENCES batch (id),"
    " first_unit BIGINT NOT NULL,"
    " last_unit BIGINT NOT NULL CHECK (last_unit >= first_unit),"
    " regions TEXT NOT NULL,"
    " actor TEXT NOT NULL,"
    " at_s BIGINT NOT NULL)",
    "CREATE INDEX shipment_by_batch ON shipment (batch_id)",

    "CREATE TABLE recall ("
    " act BIGINT NOT NULL PRIMARY KEY,"
    " gtin TEXT NOT NULL,"
    " lot TEXT NOT NULL,"
    " batch_id BIGINT NOT NULL,"
    " first_unit BIGINT NOT NULL,"
    " last_unit BIGINT NOT NULL,"
    " reason TEXT NOT NULL,"
    " url TEXT NOT NULL,"
    " actor TEXT NOT NULL,"
    " at_s BIGINT NOT NULL,"
    " lifted_by TEXT NOT NULL,"
    " lifted_at_s BIGINT NOT NULL,"
    " lift_reason TEXT NOT NULL)",

    "CREATE TABLE policy ("
    " gtin TEXT NOT NULL,"
    " batch_id BIGINT NOT NULL,"
    " rule TEXT NOT NULL,"
    " value BIGINT NOT NULL,"
    " PRIMARY KEY (gtin, batch_id, rule))",

    "CREATE TABLE refusal ("
    " day BIGINT NOT NULL,"
    " region TEXT NOT NULL,"
    " finding TEXT NOT NULL,"
    " scans BIGINT NOT NULL,"
    " PRIMARY KEY (day, region, finding))",

    "CREATE TABLE tally ("
    " day BIGINT NOT NULL,"
    " batch_id BIGINT NOT NULL,"
    " region TEXT NOT NULL,"
    " verdict BIGINT NOT NULL,"
    " scanner_kind BIGINT NOT NULL,"
    " scans BIGINT NOT NULL,"
    " counted BIGINT NOT NULL,"
    " PRIMARY KEY (day, batch_id, region, verdict, scanner_kind))",
    take_up,
    NULL,
};

static const char *const *const steps[] = {step_1, step_2, step_3};
enum {
    VERSION = sizeof steps / sizeof *steps,
    MOVED = 1000000 /* is added to the version of what was moved, so that every program leaves it alone */
};

static enum trc_status take_version(void *version, size_t row, struct trc_db_rows *rows)
{
    (void)row;
    *(int64_t *)version = trc_db_int(rows, 0);
    return TRC_OK;
}

struct trc_db_job trc_schema_job(int64_t *version)
{
    *version = 0;
    return (struct trc_db_job){
        .sql = "SELECT version FROM trc_schema", .rows = 1, .visit = take_version, .context = version};
}

static enum trc_status select_version(struct trc_db *db, int64_t *version, struct trc_error *error)
{
    const struct trc_db_job job = trc_schema_job(version);
    const enum trc_status status = trc_db_run_jobs(db, &job, 1, error);
    return status == TRC_OK && *version < 1 ? trc_db_fail_damaged(db, error) : status;
}

/* The version of a database: 0 when it is empty. A database of something else is refused before it is touched. */
static enum trc_status read_version(struct trc_db *db, int64_t *version, struct trc_error *error)
{
    int64_t count;
    bool ours;
    *version = 0;
    const enum trc_status status = trc_db_tables(db, version_table, &count, &ours, error);
    if (status != TRC_OK || count == 0)
        return status;
    if (!ours)
        return trc_error_set(error, TRC_ERR_DAMAGED,
                             _("%s is the database of another program, not a trc registry: name another one."),
                             trc_db_name(db));
    return select_version(db, version, error);
}

static enum trc_status check_newer(struct trc_db *db, int64_t version, int64_t known, struct trc_error *error)
{
    if (version <= known)
        return TRC_OK;
    if (version > MOVED)
        return trc_error_set(error, TRC_ERR_VERSION,
                             _("%s was moved to another database by `trc registry copy --switch`: name that one in "
                               "trc.ini. This one is closed."),
                             trc_db_name(db));
    return trc_error_set(error, TRC_ERR_VERSION,
                         _("%s has schema version %lld and this program knows version %lld: use the newer program."),
                         trc_db_name(db), (long long)version, (long long)known);
}

static enum trc_status run_steps(struct trc_db *db, const char *const *const *list, int64_t count,
                                 struct trc_error *error)
{
    /* Asked again under the lock: another process may have been faster. */
    int64_t version;
    enum trc_status status = read_version(db, &version, error);
    if (status != TRC_OK || version >= count)
        return status == TRC_OK ? check_newer(db, version, count, error) : status;
    for (int64_t i = version; i < count; i++)
        for (const char *const *sql = list[i]; *sql != NULL; sql++) {
            status = *sql == take_up ? trc_set_add_all(db, error) : trc_db_exec(db, *sql, error);
            if (status != TRC_OK)
                return status;
        }
    return trc_db_run(db, "UPDATE trc_schema SET version = $1", DB_ARGS(DB_INT(count)), NULL, error);
}

static enum trc_status no_registry(struct trc_db *db, struct trc_error *error)
{
    return trc_error_set(error, TRC_ERR_NOT_FOUND, _("%s is empty: restore it from a backup, or make a new registry."),
                         trc_db_name(db));
}

enum trc_status trc_schema_migrate(struct trc_db *db, bool create, const char *const *const *list, int64_t count,
                                   struct trc_error *error)
{
    int64_t version;
    enum trc_status status = read_version(db, &version, error);
    if (status != TRC_OK)
        return status;
    if (version == 0 && !create)
        return no_registry(db, error);
    status = check_newer(db, version, count, error);
    if (status == TRC_OK)
        status = trc_db_adopt(db, error);
    if (status != TRC_OK || version == count)
        return status;
    status = trc_db_begin(db, error);
    return status == TRC_OK ? trc_db_end(db, run_steps(db, list, count, error), error) : status;
}

enum trc_status trc_schema_open(struct trc_db *db, bool create, struct trc_error *error)
{
    return trc_schema_migrate(db, create, steps, VERSION, error);
}

enum trc_status trc_schema_require(struct trc_db *db, struct trc_error *error)
{
    int64_t version;
    const enum trc_status status = read_version(db, &version, error);
    if (status != TRC_OK)
        return status;
    if (version == 0)
        return no_registry(db, error);
    version %= MOVED;
    if (version < VERSION)
        return trc_error_set(
            error, TRC_ERR_VERSION,
            _("%s has the older schema version %lld, which is brought up to date when it is opened for "
              "writing: let `trc batch list` do that in its home."),
            trc_db_name(db), (long long)version);
    return check_newer(db, version, VERSION, error);
}

enum trc_status trc_schema_give_up(struct trc_db *db, struct trc_error *error)
{
    return trc_db_run(db, "UPDATE trc_schema SET version = version + $1", DB_ARGS(DB_INT(MOVED)), NULL, error);
}

enum trc_status trc_schema_check_read(struct trc_db *db, struct trc_error *error)
{
    int64_t version;
    const enum trc_status status = select_version(db, &version, error);
    return status == TRC_OK ? check_newer(db, version % MOVED, VERSION, error) : status;
}

enum trc_status trc_schema_check_version(struct trc_db *db, int64_t version, struct trc_error *error)
{
    return version < 1 ? trc_db_fail_damaged(db, error) : check_newer(db, version, VERSION, error);
}

enum trc_status trc_schema_check(struct trc_db *db, struct trc_error *error)
{
    int64_t version;
    const enum trc_status status = select_version(db, &version, error);
    return status == TRC_OK ? check_newer(db, version, VERSION, error) : status;
}
