#include "pinyin.h"

// Part of C23, which clang offers in older C too.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const uint8_t table[] = {
#embed "pinyin.bin"
};

size_t ctables_pinyin_size(void) { return sizeof table; }

uint8_t ctables_pinyin_byte(size_t index) { return index < sizeof table ? table[index] : 0; }
