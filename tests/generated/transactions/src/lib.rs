//! Transactions
//!
//! Takes payments and gives them back. Amounts are whole numbers of a currency's
//! smallest unit: `1250` in `EUR` is 12.50 €.

pub mod api;
