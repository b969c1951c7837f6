//! The parameters of operations: which are arguments of their own, which are fields of a struct, and which operations
//! share that struct.

use std::collections::HashMap;

use super::code::Code;
use crate::api::{Api, Location, Operation, Type};

/// The parameters that are arguments of their own: those in the path, unless there are too many.
pub fn path_arguments(operation: &Operation) -> Vec<usize> {
    const MOST: usize = 4;
    let path: Vec<usize> = (0..operation.parameters.len())
        .filter(|index| operation.parameters[*index].location == Location::Path)
        .collect();
    if path.len() > MOST { Vec::new() } else { path }
}

/// The parameters that are fields of the struct of parameters.
pub fn params_fields(operation: &Operation) -> Vec<usize> {
    let arguments = path_arguments(operation);
    (0..operation.parameters.len())
        .filter(|index| !arguments.contains(index))
        .collect()
}

/// For each operation, the first one whose struct of parameters says all the same, if that is another: lists of an API
/// are often filtered and paged in one way. That one parameter is the same may be chance. The names are those of
/// each operation's parameters.
pub fn same_params(api: &Api, names: &[&[Code]]) -> Vec<Option<usize>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let operations = api.operations.iter().enumerate();
    let same = operations.map(|(index, operation)| {
        let fields: Vec<_> = params_fields(operation)
            .into_iter()
            .map(|field| {
                let parameter = &operation.parameters[field];
                let ty = match &parameter.ty {
                    Type::Nullable(inner) => (true, api.resolved(inner)),
                    ty => (false, api.resolved(ty)),
                };
                let meaning = (ty, parameter.required, &parameter.default);
                let told = (&parameter.description, parameter.deprecated);
                (&names[index][field], meaning, told)
            })
            .collect();
        if fields.len() < 2 {
            return None;
        }
        let other = *first.entry(format!("{fields:?}")).or_insert(index);
        (other != index).then_some(other)
    });
    same.collect()
}
