/* dbus.c: libzbar can announce every code on the system's message bus, if asked to. The worker never asks, and is
 * linked without libdbus, which would bring six more libraries into the process that hostile pictures reach. */
#include <stdlib.h>

#define CUT_OFF(name)                                                                                                  \
    void name(void);                                                                                                   \
    void name(void)                                                                                                    \
    {                                                                                                                  \
        abort();                                                                                                       \
    }

CUT_OFF(dbus_bus_get)
CUT_OFF(dbus_bus_release_name)
CUT_OFF(dbus_bus_request_name)
CUT_OFF(dbus_connection_flush)
CUT_OFF(dbus_connection_send)
CUT_OFF(dbus_error_free)
CUT_OFF(dbus_error_init)
CUT_OFF(dbus_error_is_set)
CUT_OFF(dbus_message_iter_append_basic)
CUT_OFF(dbus_message_iter_append_fixed_array)
CUT_OFF(dbus_message_iter_close_container)
CUT_OFF(dbus_message_iter_init_append)
CUT_OFF(dbus_message_iter_open_container)
CUT_OFF(dbus_message_new_signal)
CUT_OFF(dbus_message_unref)
