/* What mingw-w64's esent.h needs of the headers around it, for a compiler on Linux. "long" of Windows has 32 bits. */
#ifndef STAND_IN_MINGW_UNICODE_H
#define STAND_IN_MINGW_UNICODE_H
#include <stddef.h>
#define __LONG32 int
#define __int64 long long
#define __stdcall
#define __cdecl
#define __C89_NAMELESS
#define __w64
#define __MINGW_NAME_AW(name) name##W
#define __MINGW_NAME_UAW(name) name##W
#define __MINGW_TYPEDEF_AW(name)
#define WINBOOL int
#endif
