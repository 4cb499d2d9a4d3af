/* Each header alone, as HEADER, in C and in C++. */
#include HEADER

int main(void) { return 0; }
