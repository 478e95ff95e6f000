//! The addresses and what answers at each.

mod api;
mod discovery;
mod operations;
mod scim;
mod search;

use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, delete, get, head, patch, post, put, resource, scope};

use crate::extract::{require_api_caller, require_scim_caller};

/// All routes. `/scim/v2` comes before `/scim`: the first that fits is taken.
pub fn routes(config: &mut ServiceConfig) {
    for base in ["/scim/v2", "/scim"] {
        config.service(
            scope(base)
                .wrap(from_fn(require_scim_caller))
                .configure(scim_routes),
        );
    }
    config
        .service(
            scope("/api/v1")
                .wrap(from_fn(require_api_caller))
                .configure(api_routes),
        )
        .service(
            resource("/healthz")
                .route(get().to(operations::healthy))
                .route(head().to(operations::healthy)),
        )
        .service(
            resource("/readyz")
                .route(get().to(operations::ready))
                .route(head().to(operations::ready)),
        )
        .service(resource("/metrics").route(get().to(operations::metrics)))
        .service(
            resource("/")
                .route(get().to(operations::index))
                .route(head().to(operations::index)),
        );
}

fn scim_routes(config: &mut ServiceConfig) {
    let readable = |path: &str| resource(path.to_owned());
    config
        .service(readable("").route(web::to(discovery::base)))
        .service(
            readable("/ServiceProviderConfig")
                .route(get().to(discovery::service_provider_config))
                .route(head().to(discovery::service_provider_config)),
        )
        .service(
            readable("/ResourceTypes")
                .route(get().to(discovery::resource_types))
                .route(head().to(discovery::resource_types)),
        )
        .service(
            readable("/ResourceTypes/{id}")
                .route(get().to(discovery::resource_type))
                .route(head().to(discovery::resource_type)),
        )
        .service(
            readable("/Schemas")
                .route(get().to(discovery::schemas))
                .route(head().to(discovery::schemas)),
        )
        .service(
            readable("/Schemas/{id}")
                .route(get().to(discovery::schema))
                .route(head().to(discovery::schema)),
        )
        .service(resource(["/Me", "/Bulk"]).route(web::to(discovery::not_offered)))
        .service(resource("/.search").route(post().to(search::all_types)))
        .service(resource("/{endpoint}/.search").route(post().to(search::one_type)))
        .service(
            resource("/{endpoint}")
                .route(get().to(scim::list))
                .route(head().to(scim::list))
                .route(post().to(scim::create)),
        )
        .service(
            resource("/{endpoint}/{id}")
                .route(get().to(scim::read))
                .route(head().to(scim::read))
                .route(put().to(scim::replace))
                .route(patch().to(scim::patch))
                .route(delete().to(scim::delete)),
        );
}

fn api_routes(config: &mut ServiceConfig) {
    config
        .service(
            resource("/people/{id}/smart-fields")
                .route(get().to(api::person_smart_fields))
                .route(head().to(api::person_smart_fields)),
        )
        .service(resource("/smart-fields").route(get().to(api::smart_fields)))
        .service(resource("/target-users").route(get().to(api::target_users)));
}
