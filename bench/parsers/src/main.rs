//! Prints two tables: what each parser makes of a filter, and how long it takes. `cargo run --release`; `--grammar` and
//! `--speed` print one of them.

mod grammar;
mod speed;
mod trees;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [deep, name] = asked.as_slice()
        && deep == "--deep"
    {
        return grammar::parse_deep(name);
    }
    let all = asked.is_empty();
    if all || asked.iter().any(|argument| argument == "--grammar") {
        grammar::print();
    }
    if all || asked.iter().any(|argument| argument == "--speed") {
        speed::print();
    }
}
