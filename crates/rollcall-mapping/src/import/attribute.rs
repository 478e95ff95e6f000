//! What a column of a list can mean.

use scim_core::schema::ENTERPRISE_USER;

use super::place::Place;
use crate::EXTENSION;

/// What a column can mean.
#[derive(Debug)]
pub struct Attribute {
    /// By what a mapping names it: mostly the key of the smart field that shows it.
    pub key: &'static str,
    /// The same as SCIM says it, which a mapping may say as well.
    pub path: &'static str,
    /// What columns with it are called, in English, German, Dutch and French and in the files of other tools: in small letters,
    /// without what is neither letter nor digit. The first names are the surer ones.
    pub names: &'static [&'static str],
    pub(super) place: Place,
}

const fn of(
    key: &'static str,
    path: &'static str,
    place: Place,
    names: &'static [&'static str],
) -> Attribute {
    Attribute {
        key,
        path,
        names,
        place,
    }
}

const fn phone(of_type: &'static str) -> Place {
    Place::Element {
        attribute: "phoneNumbers",
        of_type,
        sub: "value",
        primary: false,
    }
}

const fn address(sub: &'static str) -> Place {
    Place::Element {
        attribute: "addresses",
        of_type: "work",
        sub,
        primary: true,
    }
}

const fn enterprise(name: &'static str) -> Place {
    extension(ENTERPRISE_USER, name)
}

const fn own(name: &'static str) -> Place {
    extension(EXTENSION, name)
}

const fn extension(urn: &'static str, name: &'static str) -> Place {
    Place::Extension(
        std::borrow::Cow::Borrowed(urn),
        std::borrow::Cow::Borrowed(name),
    )
}

/// Everything that a column can mean.
#[rustfmt::skip]
pub const ATTRIBUTES: &[Attribute] = &[
    of("id", "externalId", Place::Key, &["id", "externalid", "extraidentifier", "sosafeid", "personid", "personenid", "persoonsid", "userid", "benutzerid", "gebruikersid", "identifiant", "kennung", "uniqueid"]),
    of("email", "emails[type eq \"work\"].value", Place::Element { attribute: "emails", of_type: "work", sub: "value", primary: true },
        &["email", "emailaddress", "mail", "mailaddress", "workemail", "primaryemail", "emailadresse", "mailadresse", "geschäftlicheemail", "eadres", "emailadres", "mailadres", "zakelijkeemail", "adresseemail", "adressemail", "courriel", "adresseélectronique", "adressedemessagerie"]),
    of("first_name", "name.givenName", Place::Sub("name", "givenName"), &["firstname", "givenname", "forename", "vorname", "rufname", "voornaam", "prénom", "prenom"]),
    of("last_name", "name.familyName", Place::Sub("name", "familyName"), &["lastname", "familyname", "surname", "nachname", "familienname", "achternaam", "familienaam", "nomdefamille", "nom"]),
    of("full_name", "displayName", Place::Single("displayName"), &["fullname", "displayname", "name", "vollständigername", "anzeigename", "volledigenaam", "weergavenaam", "naam", "nomcomplet", "nomaffiché"]),
    of("middle_name", "name.middleName", Place::Sub("name", "middleName"), &["middlename", "zweitervorname", "tweedenaam", "deuxièmeprénom"]),
    of("prefix", "name.honorificPrefix", Place::Sub("name", "honorificPrefix"), &["honorificprefix", "prefix", "akademischertitel", "namenszusatz", "aanhef", "civilité", "salutation", "anrede"]),
    of("suffix", "name.honorificSuffix", Place::Sub("name", "honorificSuffix"), &["honorificsuffix", "suffix", "achtervoegsel", "suffixe"]),
    of("nickname", "nickName", Place::Single("nickName"), &["nickname", "preferredname", "spitzname", "roepnaam", "surnom"]),
    of("job_title", "title", Place::Single("title"), &["jobtitle", "title", "position", "jobposition", "jobrole", "staff", "berufsbezeichnung", "stellenbezeichnung", "positionimunternehmen", "funktion", "functie", "functietitel", "fonction", "poste", "intituléduposte", "titre"]),
    of("department", "department", enterprise("department"), &["department", "dept", "team", "businessunit", "abteilung", "afdeling", "département", "departement", "service"]),
    of("division", "division", enterprise("division"), &["division", "site", "bereich", "geschäftsbereich", "divisie", "pôle"]),
    of("organization", "organization", enterprise("organization"), &["organization", "organisation", "company", "firma", "unternehmen", "gesellschaft", "bedrijf", "organisatie", "société", "entreprise"]),
    of("cost_center", "costCenter", enterprise("costCenter"), &["costcenter", "costcentre", "kostenstelle", "kostenplaats", "centredecoûts", "centredecouts"]),
    of("employee_number", "employeeNumber", enterprise("employeeNumber"), &["employeenumber", "employeeid", "employeeno", "personnelnumber", "personalnummer", "mitarbeiternummer", "personeelsnummer", "medewerkersnummer", "matricule", "numérodemployé"]),
    of("manager_email", "manager.value", Place::ExtensionSub(ENTERPRISE_USER, "manager", "value"), &["manageremail", "managersemailaddress", "manageremailaddress", "manageremailadresse", "emailvorgesetzter", "vorgesetzteremail", "emailmanager", "emaildumanager", "emailduresponsable"]),
    of("manager_name", "manager.displayName", Place::ExtensionSub(ENTERPRISE_USER, "manager", "displayName"), &["managername", "managersname", "manager", "management", "vorgesetzter", "vorgesetzte", "leidinggevende", "responsable", "supérieurhiérarchique"]),
    of("work_phone", "phoneNumbers[type eq \"work\"].value", phone("work"), &["workphone", "workphonenumber", "phone", "phonenumber", "mainphonenumber", "telephone", "businessphone", "telefon", "telefonnummer", "festnetz", "telefonisch", "telefoon", "telefoonnummer", "téléphone", "telefonefixe", "numérodetéléphone"]),
    of("mobile_phone", "phoneNumbers[type eq \"mobile\"].value", phone("mobile"), &["mobilephone", "mobilephonenumber", "mobile", "mobilenumber", "cellphone", "cell", "mobiltelefon", "mobilnummer", "handy", "handynummer", "mobil", "mobieletelefoon", "mobiel", "mobielnummer", "gsm", "téléphoneportable", "téléphonemobile", "portable"]),
    of("street", "addresses[type eq \"work\"].streetAddress", address("streetAddress"), &["streetaddress", "street", "straße", "strasse", "anschrift", "straat", "rue", "adresse", "adres"]),
    of("city", "addresses[type eq \"work\"].locality", address("locality"), &["city", "locality", "location", "town", "stadt", "ort", "standort", "plaats", "stad", "locatie", "ville"]),
    of("region", "addresses[type eq \"work\"].region", address("region"), &["region", "state", "stateprovince", "bundesland", "provincie", "regio", "région"]),
    of("postal_code", "addresses[type eq \"work\"].postalCode", address("postalCode"), &["postalcode", "zip", "zipcode", "postleitzahl", "plz", "postcode", "codepostal"]),
    of("country", "addresses[type eq \"work\"].country", address("country"), &["country", "countrycode", "land", "landescode", "pays"]),
    of("language", "preferredLanguage", Place::Single("preferredLanguage"), &["language", "preferredlanguage", "locale", "sprache", "taal", "langue"]),
    of("time_zone", "timezone", Place::Single("timezone"), &["timezone", "zeitzone", "tijdzone", "fuseauhoraire"]),
    of("website", "profileUrl", Place::Single("profileUrl"), &["website", "profileurl", "webseite", "siteweb"]),
    of("priority", "priority", own("priority"), &["priority", "priorität", "prioriteit", "priorité"]),
    of("pronouns", "pronouns", own("pronouns"), &["pronouns", "pronomen", "voornaamwoorden", "pronoms"]),
    of("linkedin", "linkedin", own("linkedin"), &["linkedin", "linkedinurl"]),
    of("booking_url", "bookingUrl", own("bookingUrl"), &["bookingurl", "bookinglink"]),
    of("status", "active", Place::Active, &["status", "active", "aktiv", "actief", "actif", "statut", "archived"]),
    of("custom1", "custom1", own("custom1"), &["custom1", "customfield1"]),
    of("custom2", "custom2", own("custom2"), &["custom2", "customfield2"]),
    of("custom3", "custom3", own("custom3"), &["custom3", "customfield3"]),
    of("custom4", "custom4", own("custom4"), &["custom4", "customfield4"]),
    of("custom5", "custom5", own("custom5"), &["custom5", "customfield5"]),
    of("custom6", "custom6", own("custom6"), &["custom6", "customfield6"]),
    of("custom7", "custom7", own("custom7"), &["custom7", "customfield7"]),
    of("custom8", "custom8", own("custom8"), &["custom8", "customfield8"]),
    of("custom9", "custom9", own("custom9"), &["custom9", "customfield9"]),
    of("custom10", "custom10", own("custom10"), &["custom10", "customfield10"]),
];
