// Which system calls of the tree come to the tracer.
#pragma once

#include <stdbool.h>

/// Installs the filter for this process and all that it starts: it may gain no privileges from then on.
///
/// - is_server: whether handlers of signals are seen to end, and messages to be sent.
///
/// Returns 0, or -1 with `errno`.
int filter_install(bool is_server);
