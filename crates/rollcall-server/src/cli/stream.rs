//! `rollcall stream …`

use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args, Subcommand, ValueEnum};
use rollcall_provisioning::Provisioning;
use rollcall_provisioning::events::{
    self, Delivery, Detail, EndpointUrl, EventStream, Listed, NewStream,
};

use super::failure::CliError;
use super::installation::{Missing, with_installation};
use super::list_args::ListArgs;
use super::output;
use crate::config::Loaded;
use crate::event_stream::Shown;

/// Credentials are a line.
const AUTHORIZATION_BYTES_MAX: u64 = 65_536;

/// `rollcall stream …`
#[derive(Debug, Subcommand)]
pub(super) enum StreamCommand {
    /// Makes an event stream and prints its id
    Create(CreateArgs),
    /// Lists event streams: how far each has got, and what went wrong last
    List(ListArgs),
    /// Lets a stream rest; nothing is lost
    Pause(OneArgs),
    /// Lets a stream go on where it stopped
    Resume(ResumeArgs),
    /// Deletes a stream; its receiver is told nothing more
    Delete(OneArgs),
}

/// `rollcall stream create …`
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("delivery").args(["poll", "push"]).required(true))]
pub(super) struct CreateArgs {
    /// Name, for people: who is told
    #[arg(long)]
    name: String,
    /// The receiver asks, with a token made by `rollcall token create --scope events` (RFC 8936)
    #[arg(long)]
    poll: bool,
    /// The receiver is sent each event at this https URL (RFC 8935)
    #[arg(long, value_name = "URL")]
    push: Option<String>,
    /// File with the whole Authorization header that a push is to carry, such as "Bearer x"; - is standard input
    #[arg(long, value_name = "FILE", requires = "push")]
    authorization_file: Option<PathBuf>,
    /// How much an event says: the names of attributes, or their values too
    #[arg(long, value_enum, default_value_t = DetailWord::Notice)]
    detail: DetailWord,
    /// The events' aud [default: urn:uuid: and the stream's id]
    #[arg(long)]
    audience: Option<String>,
    /// Tells everything that ever happened, rather than what happens from now on
    #[arg(long)]
    from_beginning: bool,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
    /// As JSON
    #[arg(long)]
    json: bool,
}

/// A stream.
#[derive(Debug, Args)]
pub(super) struct OneArgs {
    /// The stream's id or name
    stream: String,
    /// Tenant's id
    #[arg(long, default_value = "default")]
    tenant: String,
}

/// `rollcall stream resume …`
#[derive(Debug, Args)]
pub(super) struct ResumeArgs {
    #[command(flatten)]
    of: OneArgs,
    /// Gives up the event at which it stopped: the receiver never gets that one
    #[arg(long)]
    skip: bool,
}

/// How much an event says, on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum DetailWord {
    /// The names of attributes
    Notice,
    /// Their values too
    Full,
}

/// Runs the command.
pub(super) fn run(loaded: &Loaded, command: StreamCommand) -> Result<(), CliError> {
    with_installation(loaded, Missing::Refuse, |p| async move {
        match command {
            StreamCommand::Create(args) => create(p, args).await,
            StreamCommand::List(args) => list(p, args).await,
            StreamCommand::Pause(of) => {
                let stream = events::pause(&p, &of.tenant, &of.stream).await?;
                told(&stream, "is paused")
            }
            StreamCommand::Resume(ResumeArgs { of, skip }) => {
                let stream = events::resume(&p, &of.tenant, &of.stream, skip).await?;
                told(&stream, "goes on")
            }
            StreamCommand::Delete(of) => {
                let stream = events::delete(&p, &of.tenant, &of.stream).await?;
                told(&stream, "is deleted")
            }
        }
    })
}

async fn create(p: Provisioning, args: CreateArgs) -> Result<(), CliError> {
    let delivery = match args.push {
        Some(url) => Delivery::Push {
            endpoint: EndpointUrl::parse(&url)?,
            authorization: args.authorization_file.as_deref().map(read).transpose()?,
        },
        None => Delivery::Poll,
    };
    let new = NewStream {
        tenant: args.tenant,
        name: args.name,
        delivery,
        detail: match args.detail {
            DetailWord::Notice => Detail::Notice,
            DetailWord::Full => Detail::Full,
        },
        audience: args.audience,
        from_beginning: args.from_beginning,
    };
    let stream = events::create(&p, new).await?;
    if args.json {
        let shown = Shown::of(p.issuer_name(), stream, None);
        return output::json(&serde_json::json!(shown));
    }
    output::line(&stream.id.to_string())?;
    let how = match stream.endpoint {
        Some(url) => format!("Events are sent to {url}"),
        None => format!("Its receiver polls POST /events/{}/poll", stream.id),
    };
    output::note(&format!(
        "{how}. They are signed: issuer {}, audience {}, keys at /.well-known/jwks.json.",
        p.issuer_name(),
        stream.audience
    ))
}

/// A secret from a file, so that it is in no list of processes.
pub(super) fn read(path: &Path) -> Result<String, CliError> {
    let source: Box<dyn std::io::Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        let file = std::fs::File::open(path).map_err(|error| {
            CliError::Refused(format!("{} cannot be read: {error}.", path.display()))
        })?;
        Box::new(file)
    };
    let mut text = String::new();
    source
        .take(AUTHORIZATION_BYTES_MAX)
        .read_to_string(&mut text)?;
    Ok(text.trim().to_owned())
}

async fn list(p: Provisioning, args: ListArgs) -> Result<(), CliError> {
    let streams = events::list(&p, &args.tenant).await?;
    if args.json {
        let shown: Vec<_> = streams
            .into_iter()
            .map(|listed| Shown::listed(p.issuer_name(), listed))
            .collect();
        return output::json(&serde_json::json!(shown));
    }
    let header = [
        "id",
        "name",
        "delivery",
        "detail",
        "to",
        "state",
        "waiting since",
        "attempts",
        "last error",
    ];
    output::table(header, streams.iter().map(row))
}

fn row(listed: &Listed) -> [String; 9] {
    let stream = &listed.stream;
    let state = if stream.paused_at.is_some() {
        "paused"
    } else {
        "runs"
    };
    [
        stream.id.to_string(),
        stream.name.clone(),
        stream.delivery.clone(),
        stream.detail.clone(),
        stream.endpoint.clone().unwrap_or_default(),
        state.to_owned(),
        output::moment(listed.waiting_since),
        stream.attempts.to_string(),
        stream.last_error.clone().unwrap_or_default(),
    ]
}

fn told(stream: &EventStream, what: &str) -> Result<(), CliError> {
    output::note(&format!(
        "Event stream {} ({:?}) {what}.",
        stream.id, stream.name
    ))
}
