/* trc.h: all of libtrc. */
#ifndef TRC_TRC_H
#define TRC_TRC_H

#include <trc/code.h>
#include <trc/design.h>
#include <trc/digest.h>
#include <trc/error.h>
#include <trc/gtin.h>
#include <trc/history.h>
#include <trc/judge.h>
#include <trc/keys.h>
#include <trc/label.h>
#include <trc/ledger.h>
#include <trc/link.h>
#include <trc/note.h>
#include <trc/place.h>
#include <trc/policy.h>
#include <trc/printer.h>
#include <trc/recall.h>
#include <trc/recorder.h>
#include <trc/registry.h>
#include <trc/stats.h>
#include <trc/verdict.h>

#endif
