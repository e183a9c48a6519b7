#include "proc.h"

#include <stdio.h>

int proc_number(const char *path, const char *form, int otherwise) {
    FILE *file = fopen(path, "re");
    if (!file) return otherwise;
    char line[128];
    int number = otherwise;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, form, &number) == 1) break;
    fclose(file);
    return number;
}
