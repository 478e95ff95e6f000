//! The syntax tree of filters and paths: plain values, no I/O, no schema knowledge.

/// A filter expression (RFC 7644 §3.4.2.2).
///
/// `And` and `Or` are flat (`a and b and c` is one node of three), so depth is nesting, not length.
/// Parentheses that change nothing leave no trace: `(a and b) and c` is the same node of three.
///
/// ```
/// use scim_filter_parser::{CompareOp, Filter, Literal, Path, parse_filter};
///
/// let filter = parse_filter(r#"title pr and active eq true"#)?;
/// assert_eq!(
///     filter,
///     Filter::And(vec![
///         Filter::Present(Path::attribute("title")),
///         Filter::Compare {
///             path: Path::attribute("active"),
///             op: CompareOp::Eq,
///             value: Literal::Boolean(true),
///         },
///     ])
/// );
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Every operand holds. Two operands or more, none of them an `And`.
    And(Vec<Filter>),
    /// At least one operand holds. Two operands or more, none of them an `Or`.
    Or(Vec<Filter>),
    /// `not (…)`.
    Not(Box<Filter>),
    /// `path op value`, the path possibly with a value filter: `emails[type eq "work"].value eq "x"`.
    Compare {
        /// What is compared. A path with a filter has a sub-attribute too.
        path: Path,
        /// How.
        op: CompareOp,
        /// With what.
        value: Literal,
    },
    /// `path pr`: the attribute has a value. A path with a filter has a sub-attribute too.
    Present(Path),
    /// `emails[type eq "work"]`: some element matches. The path has a filter and no sub-attribute.
    ValuePath(Path),
}

/// An attribute path of a filter, a PATCH operation, `attributes=` or `sortBy=`
/// (`attrPath` and `PATH`, RFC 7644 §3.4.2.2 and §3.5.2).
///
/// A bare extension URN (`urn:…:enterprise:2.0:User`) cannot be told from a URN-prefixed attribute
/// without a schema: it parses as `urn` = everything before the last colon and `name` = the rest;
/// [`Path::qualified_name`] puts it together again for whoever knows the schemas.
///
/// Names are kept as written; compare them ignoring ASCII case (RFC 7644 §3.10).
///
/// ```
/// use scim_filter_parser::parse_path;
///
/// let path = parse_path(r#"addresses[type eq "work"].streetAddress"#)?;
/// assert_eq!(path.urn, None);
/// assert_eq!(path.name, "addresses");
/// assert!(path.filter.is_some());
/// assert_eq!(path.sub.as_deref(), Some("streetAddress"));
/// # Ok::<(), scim_filter_parser::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// The schema URN before the last colon, as written.
    pub urn: Option<String>,
    /// The attribute name, as written.
    pub name: String,
    /// The value filter between brackets.
    pub filter: Option<Box<Filter>>,
    /// The sub-attribute after the dot, as written.
    pub sub: Option<String>,
}

impl Path {
    /// The path of a top-level attribute, without URN, filter or sub-attribute.
    ///
    /// The name is taken as it is; a name that is not `ATTRNAME` makes a path that does not parse back.
    ///
    /// ```
    /// use scim_filter_parser::{Path, parse_path};
    ///
    /// assert_eq!(Path::attribute("userName"), parse_path("userName")?);
    /// # Ok::<(), scim_filter_parser::ParseError>(())
    /// ```
    pub fn attribute(name: impl Into<String>) -> Self {
        Self {
            urn: None,
            name: name.into(),
            filter: None,
            sub: None,
        }
    }

    /// The attribute with its URN, `urn:name`, or the name alone; without filter and sub-attribute.
    ///
    /// For a bare extension URN this is the whole URN.
    ///
    /// ```
    /// use scim_filter_parser::parse_path;
    ///
    /// let urn = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    /// assert_eq!(parse_path(urn)?.qualified_name(), urn);
    /// assert_eq!(parse_path("name.givenName")?.qualified_name(), "name");
    /// # Ok::<(), scim_filter_parser::ParseError>(())
    /// ```
    pub fn qualified_name(&self) -> String {
        match &self.urn {
            Some(urn) => format!("{urn}:{}", self.name),
            None => self.name.clone(),
        }
    }
}

/// The comparison operators of RFC 7644 table 3, all but `pr`.
///
/// ```
/// use scim_filter_parser::CompareOp;
///
/// assert_eq!(CompareOp::Sw.to_string(), "sw");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CompareOp {
    /// equal
    Eq,
    /// not equal
    Ne,
    /// contains
    Co,
    /// starts with
    Sw,
    /// ends with
    Ew,
    /// greater than
    Gt,
    /// greater than or equal
    Ge,
    /// less than
    Lt,
    /// less than or equal
    Le,
}

impl CompareOp {
    /// Every operator, in the order of RFC 7644 table 3.
    ///
    /// ```
    /// use scim_filter_parser::CompareOp;
    ///
    /// let names: Vec<&str> = CompareOp::ALL.iter().map(|op| op.as_str()).collect();
    /// assert_eq!(names.join(" "), "eq ne co sw ew gt ge lt le");
    /// ```
    pub const ALL: [Self; 9] = [
        Self::Eq,
        Self::Ne,
        Self::Co,
        Self::Sw,
        Self::Ew,
        Self::Gt,
        Self::Ge,
        Self::Lt,
        Self::Le,
    ];

    /// The operator as it is written, in lower case.
    ///
    /// ```
    /// use scim_filter_parser::CompareOp;
    ///
    /// assert_eq!(CompareOp::Eq.as_str(), "eq");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eq => "eq",
            Self::Ne => "ne",
            Self::Co => "co",
            Self::Sw => "sw",
            Self::Ew => "ew",
            Self::Gt => "gt",
            Self::Ge => "ge",
            Self::Lt => "lt",
            Self::Le => "le",
        }
    }
}

/// A comparison value (`compValue`): a JSON scalar.
///
/// ```
/// use scim_filter_parser::{Filter, Literal, parse_filter};
///
/// fn literal(text: &str) -> Literal {
///     match parse_filter(&format!("x eq {text}")) {
///         Ok(Filter::Compare { value, .. }) => value,
///         other => panic!("{other:?}"),
///     }
/// }
/// assert_eq!(literal("null"), Literal::Null);
/// assert_eq!(literal("1"), Literal::Integer(1));
/// assert_eq!(literal("1.0"), Literal::Decimal(1.0));
/// assert_eq!(literal(r#""a\u0062c""#), Literal::String("abc".into()));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number without fraction or exponent that fits 64 bits.
    Integer(i64),
    /// Any other number; always finite.
    Decimal(f64),
    /// A JSON string, unescaped.
    String(String),
}
