//! The runtime at work: a small API as the generator would write it, on a real socket.

mod calls;
mod current;
mod events;
mod foreign_parameters;
mod generic;
mod header_values;
mod headers;
mod items;
mod limits;
mod log;
mod mock;
mod petshop;
mod problems;
mod redirects;
mod refusals;
mod requests;
mod responses;
mod routes;
mod secrets;
mod security;
mod streams;
mod texts;
mod wire;
