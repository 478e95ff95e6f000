//! The table of fields, one file per family.

mod address;
mod identity;
mod phones;
mod standing;
mod web;
mod work;

use crate::Field;

/// Every field. The order is the order of results and of the columns of smart-field exports; a field stands
/// after those that it joins.
pub const FIELDS: &[Field] = &[
    identity::EMAIL,
    identity::FIRST_NAME,
    identity::LAST_NAME,
    identity::FULL_NAME,
    identity::MIDDLE_NAME,
    identity::PREFIX,
    identity::SUFFIX,
    identity::NICKNAME,
    work::JOB_TITLE,
    work::DEPARTMENT,
    work::DIVISION,
    work::ORGANIZATION,
    work::COST_CENTER,
    work::EMPLOYEE_NUMBER,
    work::MANAGER_NAME,
    work::MANAGER_EMAIL,
    // Before the work number: simulated text messages go to mobiles, so the target's phone is that one.
    phones::MOBILE_PHONE,
    phones::WORK_PHONE,
    address::STREET,
    address::CITY,
    address::REGION,
    address::POSTAL_CODE,
    address::COUNTRY,
    address::LANGUAGE,
    address::TIME_ZONE,
    web::PHOTO,
    web::WEBSITE,
    web::PRONOUNS,
    web::BOOKING_URL,
    web::LINKEDIN,
    standing::PRIORITY,
    standing::STATUS,
    standing::GROUPS,
];
