// Tables of facts about languages, which are embedded in the program.

#ifndef CTABLES_H
#define CTABLES_H

#include "chinese.h"
#include "english.h"
#include "pinyin.h"

#endif
