#include "cli/run.h"

int main(int argc, char** argv) { return segctl::cli::run(argc, argv); }
