//! The field itself: declarations, modes, cases, decisions. Pure values in, values out.
