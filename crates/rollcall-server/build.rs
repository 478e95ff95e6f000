//! The console's templates, messages and assets are compiled in: the program is built anew when one of them changes.

fn main() {
    println!("cargo::rerun-if-changed=console");
}
