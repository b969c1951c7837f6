//! The runtime at work: a small API as the generator would write it, on a real socket.

mod answers;
mod calls;
mod faults;
mod generic;
mod mock;
mod petshop;
mod requests;
mod routes;
mod security;
mod streams;
mod wire;
