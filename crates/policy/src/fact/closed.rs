//! Closed lists of words that some facts answer with.

/// Words that a fact takes from a closed list: what is stored, Chinese, English.
pub(super) type Closed = &'static [(&'static str, &'static str, &'static str)];
pub(super) const DIRECTIONS: Closed = &[("exit", "出境", "exit"), ("entry", "入境", "entry")];
pub(super) const HANDLINGS: Closed = &[("verify", "查验", "verify"), ("watch loading", "监装", "watch loading")];
pub(super) const WEEKDAYS: Closed = &[
    ("monday", "周一", "Monday"),
    ("tuesday", "周二", "Tuesday"),
    ("wednesday", "周三", "Wednesday"),
    ("thursday", "周四", "Thursday"),
    ("friday", "周五", "Friday"),
    ("saturday", "周六", "Saturday"),
    ("sunday", "周日", "Sunday"),
];
/// The seasons of the northern temperate zone by whole months, spring from March.
pub(super) const SEASONS: Closed = &[
    ("spring", "春季", "spring"),
    ("summer", "夏季", "summer"),
    ("autumn", "秋季", "autumn"),
    ("winter", "冬季", "winter"),
];
pub(super) const PORT_KINDS: Closed =
    &[("sea", "水运", "sea"), ("rail", "铁路", "rail"), ("road", "公路", "road"), ("air", "航空", "air")];
