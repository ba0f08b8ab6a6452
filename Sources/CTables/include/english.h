// Syllables, stress and rhymes of English words, written by scripts/make-pronunciation-table.

#ifndef CTABLES_ENGLISH_H
#define CTABLES_ENGLISH_H

#include <stddef.h>
#include <stdint.h>

/// Returns the number of bytes of the table.
size_t ctables_english_size(void);

/// Returns a byte of the table; 0 outside it.
uint8_t ctables_english_byte(size_t index);

#endif
