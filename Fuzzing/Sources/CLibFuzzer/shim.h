#pragma once

#include <stddef.h>
#include <stdint.h>

// FuzzerInterface.h, which the toolchain does not install.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*test_one_input)(const uint8_t *data, size_t size));
