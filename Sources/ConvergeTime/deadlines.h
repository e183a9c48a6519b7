// All that the tree waits for by its clock, whatever kind it is of.
#pragma once

#include "memory.h"

/// The earliest deadline that has not been passed by, of waits and timers of at least so long; -1 if there is none.
///
/// Waits that are idle are left out.
nanoseconds deadline_next(nanoseconds length);
/// How many deadlines time has passed by while the tree was frozen.
int deadline_late_count(void);
/// Moves time without telling the tree: what is due is late from then on.
void deadline_pass(nanoseconds time);
/// Tells the tree of all that is due, but for what is late.
///
/// Returns how many there were.
int deadline_fire(void);
/// Lets the shortest waits of the tree pass, if there are any: naps of a runtime's own, in the middle of its work.
///
/// Returns whether there were some.
bool deadline_nap(void);
/// Tells the tree of what is late.
void deadline_fire_late(void);
