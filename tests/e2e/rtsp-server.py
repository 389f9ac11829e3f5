#!/usr/bin/python3
"""An RTSP camera on 127.0.0.1: rtsp-server.py FILM.mp4 prints its port; every client of /camera sees the film from its
beginning, as fast as it was taken. Needs gir1.2-gst-rtsp-server-1.0, python3-gi and gstreamer1.0-plugins-good."""
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch(f"( filesrc location={sys.argv[1]} ! qtdemux ! rtph264pay name=pay0 pt=96 )")
server = GstRtspServer.RTSPServer()
server.set_address("127.0.0.1")
server.set_service("0")
server.get_mount_points().add_factory("/camera", factory)
server.attach(None)
print(server.get_bound_port(), flush=True)
GLib.MainLoop().run()
