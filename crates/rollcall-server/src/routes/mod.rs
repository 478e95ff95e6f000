//! The addresses and what answers at each.

mod accounts;
mod adoptions;
mod alerts;
mod api;
mod audit;
mod bulk;
mod changes;
mod completeness;
mod connections;
mod described;
mod discovery;
mod event_streams;
mod events;
mod filters;
mod gophish;
mod guard;
mod imports;
mod indexes;
mod input;
mod later;
mod leavers;
mod mapping;
mod me;
mod okta;
mod operations;
mod overrides;
mod overview;
mod people;
pub mod permissions;
mod problems;
mod pulls;
mod requests;
mod schemas;
mod scim;
mod search;
mod signatures;
mod simulate;
mod steps;
mod tokens;
mod webhooks;

use actix_web::dev::HttpServiceFactory;
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, delete, get, head, patch, post, put, resource, scope};
use actix_web::{FromRequest, Handler, Resource, Responder};
use percent_encoding::percent_decode_str;

pub(crate) use okta::CALLBACK as OKTA_CALLBACK;
pub(crate) use search::asked;

use crate::console;
use crate::error::BESIDE_SCIM;
use crate::extract::{below_base, require_api_caller, require_events_caller, require_scim_caller};
use crate::idempotency::once;

/// All routes. `/scim/v2` comes before `/scim`: the first that fits is taken.
pub fn routes(config: &mut ServiceConfig) {
    for base in ["/scim/v2", "/scim"] {
        config.service(
            scope(base)
                .wrap(from_fn(require_scim_caller))
                .configure(scim_routes),
        );
    }
    for path in BESIDE_SCIM {
        config.service(
            scope(path)
                .wrap(from_fn(require_scim_caller))
                .default_service(web::to(discovery::beside_base)),
        );
    }
    config
        .service(readable("/api/v1/openapi.json", described::document))
        .service(api_scope())
        .service(
            scope("/events")
                .wrap(from_fn(require_events_caller))
                .service(resource("/{stream}/poll").route(post().to(events::poll))),
        )
        .service(readable("/.well-known/jwks.json", events::jwks))
        .service(readable("/healthz", operations::healthy))
        .service(readable("/readyz", operations::ready))
        .service(resource("/metrics").route(get().to(operations::metrics)))
        .configure(okta::configure)
        .configure(console::routes);
}

/// The API by itself: the console asks it in this process.
pub fn api_scope() -> impl HttpServiceFactory + 'static {
    scope(permissions::BASE)
        .wrap(from_fn(once))
        .wrap(from_fn(permissions::require_listed))
        .wrap(from_fn(require_api_caller))
        .configure(api_routes)
}

/// SCIM by itself: asked in this process by whoever plays a provider here.
pub fn scim_scope() -> impl HttpServiceFactory + 'static {
    scope("/scim")
        .wrap(from_fn(require_scim_caller))
        .configure(scim_routes)
}

fn scim_routes(config: &mut ServiceConfig) {
    config
        .service(
            readable("/{endpoint}/{id}", scim::read)
                .guard(fn_guard(names_resource))
                .route(put().to(scim::replace))
                .route(patch().to(scim::patch))
                .route(delete().to(scim::delete)),
        )
        .service(
            readable("/{endpoint}", search::list)
                .guard(fn_guard(names_type))
                .route(post().to(scim::create)),
        )
        .service(readable("", search::root).default_service(web::to(discovery::base)))
        .service(readable(
            "/ServiceProviderConfig",
            discovery::service_provider_config,
        ))
        .service(readable("/ResourceTypes", discovery::resource_types))
        .service(readable("/ResourceTypes/{id}", discovery::resource_type))
        .service(readable("/Schemas", discovery::schemas))
        .service(readable("/Schemas/{id}", discovery::schema))
        .service(
            readable("/Me", me::read)
                .route(put().to(me::replace))
                .route(patch().to(me::patch))
                .route(post().to(me::refuse))
                .route(delete().to(me::refuse)),
        )
        .service(resource("/Bulk").route(post().to(bulk::bulk)))
        .service(readable("/.async", later::nameless))
        .service(readable("/.async/{txn}", later::result))
        .service(resource("/.search").route(post().to(search::all_types)))
        .service(resource("/{endpoint}/.search").route(post().to(search::one_type)));
}

/// What stands below the base URL where other addresses have an endpoint of resources.
const OWN_ENDPOINTS: [&str; 7] = [
    "ServiceProviderConfig",
    "ResourceTypes",
    "Schemas",
    "Me",
    "Bulk",
    ".async",
    ".search",
];

/// The router tries one pattern after the other, so what nearly every request asks for comes first and says itself what
/// is not meant by it.
fn names_type(context: &GuardContext<'_>) -> bool {
    let mut segments = below_base(context.head().uri.path()).split('/').skip(1);
    !segments.next().is_some_and(is_own_endpoint)
}

fn names_resource(context: &GuardContext<'_>) -> bool {
    let last = context.head().uri.path().rsplit('/').next();
    names_type(context) && last.is_none_or(|last| percent_decode_str(last).ne(*b".search"))
}

fn is_own_endpoint(segment: &str) -> bool {
    let decoded = percent_decode_str(segment).decode_utf8_lossy();
    OWN_ENDPOINTS.contains(&&*decoded)
}

fn api_routes(config: &mut ServiceConfig) {
    config
        .service(readable(
            "/people/{id}/smart-fields",
            api::person_smart_fields,
        ))
        .service(
            resource("/people/{id}/smart-fields/{key}")
                .route(put().to(overrides::set))
                .route(delete().to(overrides::unset)),
        )
        .service(readable(
            "/people/{id}/signatures/{key}",
            api::person_signature,
        ))
        .configure(alerts::configure)
        .configure(overview::configure)
        .configure(people::configure)
        .configure(tokens::configure)
        .configure(accounts::routes)
        .configure(mapping_routes)
        .configure(signature_routes)
        .configure(import_routes)
        .configure(feed_routes)
        .configure(request_routes)
        .service(readable("/schemas", schemas::list))
        .service(
            readable("/schemas/{urn}", schemas::find)
                .route(put().to(schemas::define))
                .route(delete().to(schemas::remove)),
        )
        .service(readable("/resource-types", schemas::list_types))
        .service(
            readable("/resource-types/{name}", schemas::find_type)
                .route(put().to(schemas::define_type))
                .route(delete().to(schemas::remove_type)),
        )
        .service(readable("/indexes", indexes::list).route(post().to(indexes::create)))
        .service(readable("/indexes/{id}", indexes::find).route(delete().to(indexes::delete)))
        .service(readable("/leavers", leavers::list))
        .service(readable("/leavers/{id}", leavers::find).route(delete().to(leavers::purge)))
        .service(resource("/leavers/{id}/restore").route(post().to(leavers::restore)))
        .configure(connection_routes)
        .configure(pulls::configure)
        .service(readable("/audit", audit::list))
        .service(resource("/audit/export").route(get().to(audit::export)))
        .service(readable("/installation/audit", audit::list_installation))
        .service(readable("/attributes", connections::known))
        .service(readable("/dropped-attributes", connections::dropped))
        .service(resource("/smart-fields").route(get().to(api::smart_fields)))
        .service(resource("/target-users").route(get().to(api::target_users)))
        .service(resource("/target-users/problems").route(get().to(problems::check)))
        .service(
            resource("/event-streams")
                .route(get().to(event_streams::list))
                .route(post().to(event_streams::create)),
        )
        .service(
            resource("/event-streams/{id}")
                .route(get().to(event_streams::find))
                .route(delete().to(event_streams::delete)),
        )
        .service(resource("/event-streams/{id}/pause").route(post().to(event_streams::pause)))
        .service(resource("/event-streams/{id}/resume").route(post().to(event_streams::resume)));
}

fn connection_routes(config: &mut ServiceConfig) {
    config
        .service(readable("/connections", connections::list).route(post().to(connections::create)))
        .service(
            readable("/connections/{connection}", connections::find)
                .route(patch().to(connections::change)),
        )
        .service(readable(
            "/connections/{connection}/attributes",
            connections::attributes,
        ))
        .service(
            resource("/connections/{connection}/guard")
                .route(put().to(guard::set_of))
                .route(delete().to(guard::unset_of)),
        )
        .service(
            resource("/connections/{connection}/simulate").route(post().to(simulate::simulate)),
        )
        .service(resource("/connections/{connection}/pause").route(post().to(connections::pause)))
        .service(resource("/connections/{connection}/resume").route(post().to(connections::resume)))
        .service(
            readable(
                "/connections/{connection}/disconnect",
                connections::progress,
            )
            .route(post().to(connections::disconnect)),
        )
        .service(readable("/guard", guard::settings).route(put().to(guard::set)))
        .service(readable("/held", guard::list))
        .service(resource("/held/release").route(post().to(guard::release)))
        .service(resource("/held/reject").route(post().to(guard::reject)));
}

fn signature_routes(config: &mut ServiceConfig) {
    config
        .service(
            readable("/people/{id}/signature", signatures::of_person)
                .route(put().to(signatures::set))
                .route(delete().to(signatures::unset)),
        )
        .service(readable("/signatures", signatures::overview))
        .service(readable("/signatures/starters", signatures::starters))
        .service(readable(
            "/signatures/starters/{key}/example",
            signatures::starter_example,
        ))
        .service(resource("/signatures/assignments").route(get().to(signatures::assignments)))
        .service(resource("/signatures/summary").route(get().to(signatures::summary)))
        .service(resource("/signatures/lint").route(get().to(signatures::lint)))
        .service(
            resource("/signatures/bundle")
                .route(get().to(signatures::bundle))
                .route(post().to(signatures::bundle_since)),
        )
        .service(readable("/signatures/scripts", signatures::scripts))
        .service(readable("/signatures/scripts/{name}", signatures::script))
        .service(resource("/filters").route(post().to(filters::understand)))
        .service(resource("/filters/matches").route(post().to(filters::matches)))
        .service(resource("/target-users/summary").route(get().to(filters::target_summary)))
        .service(resource("/target-users/left-out").route(get().to(filters::left_out)));
}

fn import_routes(config: &mut ServiceConfig) {
    config
        .service(readable("/imports", imports::list).route(post().to(imports::carry_out)))
        .service(resource("/imports/preview").route(post().to(imports::preview)))
        .service(resource("/adoptions").route(get().to(adoptions::list)))
        .service(resource("/adoptions/{imported}/{person}").route(put().to(adoptions::decide)));
}

fn mapping_routes(config: &mut ServiceConfig) {
    config
        .service(readable("/mapping", mapping::in_force))
        .service(resource("/mapping/completeness").route(get().to(completeness::count)))
        .service(resource("/mapping/fields/{key}/lacking").route(get().to(completeness::lacking)))
        .service(readable("/mapping/versions", mapping::history))
        .service(readable("/mapping/versions/{version}", mapping::version))
        .service(resource("/mapping/versions/{version}/restore").route(post().to(mapping::restore)))
        .service(
            readable("/mapping/draft", mapping::draft)
                .route(put().to(mapping::save))
                .route(delete().to(mapping::discard)),
        )
        .service(resource("/mapping/draft/publish").route(post().to(mapping::publish)))
        .service(readable("/mapping/draft/preview/{id}", mapping::preview))
        .service(resource("/mapping/draft/diff").route(get().to(mapping::diff)))
        .service(resource("/mapping/draft/differences").route(get().to(mapping::differences)));
}

fn request_routes(config: &mut ServiceConfig) {
    config
        .service(readable("/requests", requests::list))
        .service(readable("/requests/summary", requests::summary))
        .service(resource("/requests/stream").route(get().to(requests::stream)))
        .service(readable("/requests/{id}", requests::find))
        .service(resource("/requests/{id}/replay").route(post().to(requests::try_again)))
        .service(readable("/connections/{connection}/live", requests::live))
        .service(readable("/set-up-link/live", requests::live_of_link));
}

fn feed_routes(config: &mut ServiceConfig) {
    config
        .service(readable("/changes", changes::read))
        .service(readable("/webhooks", webhooks::list).route(post().to(webhooks::create)))
        .service(readable("/webhooks/attempts", webhooks::all_attempts))
        .service(readable("/webhooks/{id}", webhooks::find).route(delete().to(webhooks::delete)))
        .service(readable("/webhooks/{id}/attempts", webhooks::attempts))
        .service(resource("/webhooks/{id}/test").route(post().to(webhooks::test)))
        .service(resource("/webhooks/{id}/enable").route(post().to(webhooks::enable)))
        .service(resource("/webhooks/{id}/replay").route(post().to(webhooks::replay)))
        .service(
            readable("/gophish", gophish::find)
                .route(put().to(gophish::connect))
                .route(delete().to(gophish::disconnect)),
        )
        .service(resource("/gophish/sync").route(post().to(gophish::bring_into_step)));
}

/// A resource that answers GET, and HEAD as GET without a body (RFC 9110 §9.3.2).
fn readable<F, Arguments>(path: &str, handler: F) -> Resource
where
    F: Handler<Arguments>,
    Arguments: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    resource(path.to_owned())
        .route(get().to(handler.clone()))
        .route(head().to(handler))
}
