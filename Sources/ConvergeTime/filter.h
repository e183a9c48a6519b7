// Which system calls of the tree come to the tracer.
#pragma once

/// Installs the filter for this process and all that it starts: it may gain no privileges from then on.
///
/// Returns 0, or -1 with `errno`.
int filter_install(void);
