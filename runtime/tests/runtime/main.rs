//! The runtime at work: a small API as the generator would write it, on a real socket.

mod calls;
mod generic;
mod mock;
mod petshop;
mod problems;
mod refusals;
mod requests;
mod responses;
mod routes;
mod security;
mod streams;
mod wire;
