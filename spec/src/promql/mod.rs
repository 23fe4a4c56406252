//! PromQL: lexer, parser, syntax tree with a span on every node, function table, printer.
