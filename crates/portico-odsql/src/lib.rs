//! What did the caller write? ODSQL text to a tree with positions, errors with hints, and the tree back to canonical text.
//!
//! | module | answers |
//! | --- | --- |
//! | `ast` | what is the tree made of? |
//! | `lexer`, `text`, `date` | which words, signs, texts, names and dates stand there? |
//! | `functions` | which functions exist, and in which clause? |
//! | `math` | which functions of numbers do expressions of API v1 call? |
//! | `parse` | how do the words become a tree? one file a family of rules |
//! | `print`, `print_clauses` | how is the tree written again? |
//! | `v1` | what did a program of API v1 ask for? a language of its own, with its own small tree |
//! | `error`, `hints` | what is wrong, where, and what to write instead? |
//! | `reference` | what does each word do? for users |
//!
//! Reading what was printed gives the same tree, places and source texts aside. Nothing here panics on any text; a clause
//! has at most [`MAX_LENGTH`] bytes and [`MAX_NESTING`] nested levels, so a tree can be walked by recursion.
//!
//! # Grammar
//!
//! Words in capitals are keywords, in any case. `NAME` is a letter or `_`, then letters, digits, `_` and inner dots; or
//! anything between backquotes, where `` \` `` is a backquote and `\\` a backslash. A column needs backquotes when it is
//! named AND, OR, NOT, AS, ASC, DESC, NULL, TRUE or FALSE; any other word is a column where no parenthesis follows.
//! `TEXT` stands between `'` or `"`, with JSON's escapes, `\'`, or the quote doubled. `NUMBER` is `12`, `5.8`, `.5`, `1e-3`.
//! Blanks are free between any two words or signs, and needed only where two words would merge.
//!
//! ```text
//! where      = or
//! or         = and { OR and }
//! and        = not { AND not }
//! not        = NOT not | predicate
//! predicate  = TEXT                                            (words of any visible field)
//!            | NAME | TRUE | FALSE                             (boolean field)
//!            | value ( "=" | ":" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ) value
//!            | value LIKE TEXT
//!            | value IS [ NOT ] ( NULL | TRUE | FALSE )
//!            | value IN "(" constant { "," constant } ")"
//!            | value ( IN | "=" | ":" ) ( "[" | "]" ) constant ( ".." | TO ) constant ( "[" | "]" )
//!            | literal IN NAME                                 (multivalued field)
//!            | ( SEARCH | SUGGEST | STARTSWITH ) "(" [ ( "*" | NAME { "," NAME } ) "," ] TEXT ")"
//!            | WITHIN_DISTANCE "(" NAME "," geometry "," distance ")"
//!            | IN_BBOX "(" NAME "," lat "," lon "," lat "," lon ")" | BBOX "(" NAME "," geometry "," geometry ")"
//!            | ( INTERSECTS | DISJOINT | WITHIN ) "(" NAME "," geometry ")"
//!            | DISTANCE "(" NAME "," geometry "," distance ")" | POLYGON "(" NAME "," geometry ")"
//!            | GEOMETRY "(" NAME "," geometry [ "," ( INTERSECTS | DISJOINT | WITHIN ) ] ")"
//!            | "(" or ")"
//! value      = term { ( "+" | "-" ) term }
//! term       = factor { ( "*" | "/" ) factor }
//! factor     = literal | NAME | scalar | aggregate | range | "-" factor | "(" value ")"
//! literal    = TEXT | number | DATE TEXT | NULL | TRUE | FALSE
//! constant   = literal | now
//! number     = [ "+" | "-" ] NUMBER
//! geometry   = GEOM TEXT                                       (WKT, hexadecimal WKB, GeoJSON)
//! distance   = NUMBER [ m | km | cm | mm | mi | yd | ft ]
//! scalar     = ( LENGTH | LOWER | YEAR | MONTH | DAY | HOUR | MINUTE | SECOND ) "(" value ")"
//!            | IFNULL "(" value "," value ")" | DATE_FORMAT "(" value "," TEXT ")"
//!            | JSON_FORMAT "(" value [ "," ( TEXT | NULL ) ] ")" | DISTANCE "(" NAME "," geometry ")" | now
//! now        = NOW "(" [ part "=" number { "," part "=" number } ] ")"
//! part       = year | month | day | hour | minute | second | microsecond | weekday      (to set)
//!            | years | months | days | hours | minutes | seconds | microseconds         (to add)
//!            | mondays | … | sundays                                                    (to go to)
//! aggregate  = COUNT "(" ( "*" | [ DISTINCT ] value ) ")"                      (select and order_by)
//!            | ( SUM | AVG | MIN | MAX | MEDIAN ) "(" value ")"
//!            | PERCENTILE "(" value "," number ")" | ( ENVELOPE | BBOX ) "(" NAME ")"
//! range      = RANGE "(" value "," ( number | NUMBER period | bounds | brackets | equi ) ")"   (not in where)
//! bounds     = [ "*" "," ] bound { "," bound } [ "," "*" ]
//! brackets   = ( "[" | "]" ) bound { "," bound } ( "[" | "]" )                 (an outward one opens the end)
//! equi       = EQUI "(" number "," number "," number ")"                       (step, low, high; both ends open)
//! bound      = number | DATE TEXT
//! period     = ms | s | m | h | d | w | M | q | y, or the name in full, singular or plural
//! select     = item { "," item }
//! item       = "*" | ( INCLUDE | EXCLUDE ) "(" pattern { "," pattern } ")" | value [ AS alias ]
//! pattern    = [ NAME ] "*" | NAME
//! alias      = NAME | TEXT
//! group_by   = key { "," key }
//! key        = ( value | cluster ) [ AS alias ]
//! cluster    = GEO_CLUSTER "(" NAME "," number [ "," number ] ")"
//! order_by   = order { "," order }
//! order      = "-" sorted | sorted [ ASC | DESC ]
//! sorted     = value | cluster | RANDOM "(" number ")"
//! refine     = NAME ":" ( TEXT | anything )
//! facet      = NAME | FACET "(" option "=" value { "," option "=" value } ")"
//! ```

mod ast;
mod date;
mod error;
mod functions;
mod hints;
mod lexer;
mod math;
mod parse;
mod print;
mod print_clauses;
pub mod reference;
mod text;
pub mod v1;

pub use ast::*;
pub use date::parse_date;
pub use error::{SyntaxError, SyntaxErrorKind};
pub use hints::nearest;
pub use math::MathFunction;
pub use parse::{
    MAX_LENGTH, MAX_NESTING, parse_facet, parse_formula, parse_group_by, parse_order_by, parse_refinement,
    parse_select, parse_where,
};
pub use text::{quote_field, quote_text};
