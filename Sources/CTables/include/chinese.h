// Rhymes and tones of Chinese characters, written by scripts/make-rhyme-tables.

#ifndef CTABLES_CHINESE_H
#define CTABLES_CHINESE_H

#include <stddef.h>
#include <stdint.h>

/// Returns the number of bytes of the table.
size_t ctables_chinese_size(void);

/// Returns a byte of the table; 0 outside it.
uint8_t ctables_chinese_byte(size_t index);

#endif
