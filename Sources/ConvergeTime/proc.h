// What files below /proc say.
#pragma once

/// The number in the first line of a file that has a form, such as "Tgid: %d"; another where there is no such line.
int proc_number(const char *path, const char *form, int otherwise);
