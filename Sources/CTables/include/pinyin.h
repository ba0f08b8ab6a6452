// Readings of Chinese characters, written by scripts/make-pinyin-table.

#ifndef CTABLES_PINYIN_H
#define CTABLES_PINYIN_H

#include <stddef.h>
#include <stdint.h>

/// Returns the number of bytes of the table.
size_t ctables_pinyin_size(void);

/// Returns a byte of the table; 0 outside it.
uint8_t ctables_pinyin_byte(size_t index);

#endif
