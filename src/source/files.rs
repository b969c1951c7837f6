//! The text of every file of a document, and the position of each node in it.

use std::collections::HashMap;
use std::fs;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::locate::{self, Located};
use super::{At, FileId, Node, Position, Span, parse};
use crate::Error;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Limit on the bytes of all files together.
const LIMIT: u64 = 256 << 20;

/// The files of a document, in the order of reading.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<File>,
    absent: Vec<PathBuf>,
}

#[derive(Debug)]
struct File {
    name: String,
    path: Option<PathBuf>,
    folder: Option<PathBuf>,
    text: String,
    /// The offset of the first byte that is not UTF-8; from there on the text has replacement characters.
    broken: Option<usize>,
    /// The file that this entry is another number of; such an entry has no text of its own.
    copy_of: Option<FileId>,
}

impl Sources {
    /// Without any file.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the document itself. [`Sources::parse`] parses it.
    ///
    /// # Errors
    /// If the path is a folder, cannot be read, or has more than 256 MiB.
    pub fn read(&mut self, path: impl AsRef<Path>) -> Result<FileId, Error> {
        let path = path.as_ref();
        let bytes = if path.is_dir() {
            Err(folder_error())
        } else {
            // It need not be a regular file: the shell's `<(…)` is a pipe.
            fs::File::open(path).and_then(|file| self.read_limited(file))
        };
        let bytes = bytes.map_err(|source| Error::io("read", path, source))?;
        let folder = path.parent().map(Path::to_owned);
        Ok(self.add_bytes(
            path.display().to_string(),
            Some(path.to_owned()),
            folder,
            bytes,
        ))
    }

    /// Reads standard input to its end. Its references are relative to the current folder.
    ///
    /// # Errors
    /// If it cannot be read, or has more than 256 MiB.
    pub fn read_stdin(&mut self) -> Result<FileId, Error> {
        let bytes = self
            .read_limited(io::stdin().lock())
            .map_err(|source| Error::io("read", "standard input", source))?;
        Ok(self.add_bytes("<stdin>".to_owned(), None, Some(PathBuf::new()), bytes))
    }

    /// Adds a text; the name is for messages. Its references cannot name files.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        self.add_bytes(name.into(), None, None, text.into().into_bytes())
    }

    /// Reads a file that a document refers to. It must be a regular file, since a pipe or a device may have no end.
    /// `path` is where it is, `name` the path that messages and references use.
    pub(crate) fn read_part(&mut self, path: &Path, name: PathBuf) -> io::Result<FileId> {
        let kind = fs::metadata(path)?;
        if kind.is_dir() {
            return Err(folder_error());
        }
        if !kind.is_file() {
            let message = "it is a device or a pipe, not a file";
            return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
        }
        if kind.len() > self.left() {
            return Err(too_large());
        }
        let bytes = self.read_limited(fs::File::open(path)?)?;
        let folder = name.parent().map(Path::to_owned);
        Ok(self.add_bytes(name.display().to_string(), Some(name), folder, bytes))
    }

    /// Adds the body of a response from a URL.
    pub(crate) fn add_fetched(&mut self, url: &str, bytes: Vec<u8>) -> FileId {
        self.add_bytes(url.to_owned(), None, None, bytes)
    }

    /// How many bytes may still be read.
    pub(crate) fn left(&self) -> u64 {
        let read = self.files.iter().map(|file| file.text.len() as u64).sum();
        LIMIT.saturating_sub(read)
    }

    /// Reads everything from a reader, up to the limit.
    fn read_limited(&self, reader: impl Read) -> io::Result<Vec<u8>> {
        let left = self.left();
        let mut bytes = Vec::new();
        reader.take(left + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > left {
            let message = format!(
                "the limit for all files of a document together is {} MiB",
                LIMIT >> 20
            );
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(bytes)
    }

    fn add_bytes(
        &mut self,
        name: String,
        path: Option<PathBuf>,
        folder: Option<PathBuf>,
        bytes: Vec<u8>,
    ) -> FileId {
        let (text, broken) = decode(bytes);
        self.files.push(File {
            name,
            path,
            folder,
            text,
            broken,
            copy_of: None,
        });
        FileId(self.files.len() as u32 - 1)
    }

    /// Parses a file. `None`: it is not a document, and the diagnostics say why.
    pub fn parse(&self, file: FileId, diagnostics: &mut Diagnostics) -> Option<Node> {
        let found = self.files.get(file.0 as usize)?;
        parse::parse(file, &found.name, &found.text, found.broken, diagnostics)
    }

    /// Parses a file that a document refers to, which may hold any value. The error says why it cannot be parsed.
    pub(crate) fn parse_part(
        &self,
        file: FileId,
        diagnostics: &mut Diagnostics,
    ) -> Result<Node, Box<Diagnostic>> {
        let broken = self.file(file).and_then(|file| file.broken);
        parse::part(file, self.name(file), self.text(file), broken, diagnostics)
    }

    /// The number of files, further numbers included: the number of the next one.
    pub(crate) fn count(&self) -> u32 {
        self.files.len() as u32
    }

    /// Adds a further number for a file: for a part of it that is in the tree a second time, so that every node of the
    /// tree has an [`At`] of its own.
    pub(crate) fn add_copy(&mut self, file: FileId) {
        self.files.push(File {
            name: String::new(),
            path: None,
            folder: None,
            text: String::new(),
            broken: None,
            copy_of: Some(self.original(file)),
        });
    }

    /// The file that a number stands for.
    fn original(&self, file: FileId) -> FileId {
        self.files
            .get(file.0 as usize)
            .and_then(|file| file.copy_of)
            .unwrap_or(file)
    }

    fn file(&self, file: FileId) -> Option<&File> {
        self.files.get(self.original(file).0 as usize)
    }

    /// Records a file that does not exist or cannot be read.
    pub(crate) fn record_missing(&mut self, path: PathBuf) {
        self.absent.push(path);
    }

    /// The files that the result depends on: those that were read, and those that do not exist or could not be read.
    pub fn watched(&self) -> impl Iterator<Item = &Path> {
        let read = self.files.iter().filter_map(|file| file.path.as_deref());
        read.chain(self.absent.iter().map(PathBuf::as_path))
    }

    /// Changes the names of the files that begin with `from`, for messages; where they are read stays the same.
    pub fn rename(&mut self, from: &str, to: &str) {
        for file in &mut self.files {
            if let Some(rest) = file.name.strip_prefix(from) {
                file.name = format!("{to}{rest}");
            }
        }
    }

    /// The file's path as the user wrote it, or the URL.
    pub fn name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// The path that the file was read from, if any.
    pub fn path(&self, file: FileId) -> Option<&Path> {
        self.file(file)?.path.as_deref()
    }

    /// The folder that relative references start from; the empty path is the current one.
    pub fn folder(&self, file: FileId) -> Option<&Path> {
        self.file(file)?.folder.as_deref()
    }

    /// Whether the file is JSON, whatever its extension; otherwise it is YAML.
    pub fn is_json(&self, file: FileId) -> bool {
        parse::is_json(self.text(file))
    }

    /// The file's text, without a byte order mark.
    pub fn text(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.text)
    }

    /// The span of a node, in one pass over the text: for several nodes, use [`Sources::locate_all`].
    pub fn locate(&self, at: At) -> Option<Span> {
        self.locate_all(&[at]).remove(&at)
    }

    /// The spans of nodes, in one pass over each file.
    pub fn locate_all(&self, places: &[At]) -> HashMap<At, Span> {
        let mut wanted: HashMap<FileId, Vec<u32>> = HashMap::new();
        let mut copies = Vec::new();
        for at in places
            .iter()
            .filter(|at| (at.file.0 as usize) < self.files.len())
        {
            let file = self.original(at.file);
            wanted.entry(file).or_default().push(at.node);
            if file != at.file {
                copies.push((*at, At { file, ..*at }));
            }
        }
        let mut spans = HashMap::new();
        for (file, nodes) in wanted {
            let text = self.text(file);
            let found = locate::locate(text, nodes);
            let mut lines = Lines::new(text);
            // In the order of the text, so that each line is counted once.
            let mut found: Vec<_> = found.into_iter().collect();
            found.sort_by_key(|(_, found)| found.range.start);
            for (node, Located { range, pointer }) in found {
                spans.insert(At { file, node }, lines.span(file, range, pointer));
            }
        }
        for (copy, original) in copies {
            if let Some(span) = spans.get(&original).cloned() {
                spans.insert(copy, span);
            }
        }
        spans
    }

    /// The span of a range of bytes, clamped to the text.
    pub fn span(&self, file: FileId, range: Range<usize>) -> Span {
        Lines::new(self.text(file)).span(file, range, String::new())
    }

    /// The first line of a span, shortened to what is around it, and the part of this text that the span has.
    #[cfg(feature = "cli")]
    pub fn line_of(&self, span: &Span) -> (String, Range<usize>) {
        let text = self.text(span.file);
        let start = floor(text, span.range.start);
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let end = text[start..]
            .find('\n')
            .map_or(text.len(), |newline| start + newline);
        let marked = start - line..floor(text, span.range.end).clamp(start, end) - line;
        crate::diagnostic::cut::cut(&text[line..end], marked)
    }

    /// The JSON pointer of a node in the file that it was read from.
    pub fn pointer_of(&self, at: At) -> Option<String> {
        self.locate(at).map(|span| span.pointer)
    }

    /// The text of a scalar as written, quotes included: `1.10` differs from `1.1`.
    pub fn verbatim(&self, at: At) -> Option<&str> {
        let span = self.locate(at)?;
        self.text(span.file).get(span.range)
    }
}

fn too_large() -> io::Error {
    let limit = LIMIT >> 20;
    let message =
        format!("it is too large: the limit for all files of a document together is {limit} MiB");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

fn folder_error() -> io::Error {
    io::Error::new(io::ErrorKind::IsADirectory, "it is a folder, not a file")
}

/// Decodes UTF-8, or UTF-16 with a byte order mark, which is removed. Also returns the offset of the first byte that is
/// not UTF-8.
fn decode(bytes: Vec<u8>) -> (String, Option<usize>) {
    let utf16 = |unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes
            .chunks_exact(2)
            .skip(1)
            .filter_map(|pair| Some(unit(pair.try_into().ok()?)))
            .collect();
        (String::from_utf16_lossy(&units), None)
    };
    match bytes.as_slice() {
        [0xFE, 0xFF, ..] => utf16(u16::from_be_bytes),
        [0xFF, 0xFE, ..] => utf16(u16::from_le_bytes),
        [0xEF, 0xBB, 0xBF, rest @ ..] => decode_utf8(rest.to_vec()),
        _ => decode_utf8(bytes),
    }
}

fn decode_utf8(bytes: Vec<u8>) -> (String, Option<usize>) {
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            (
                String::from_utf8_lossy(error.as_bytes()).into_owned(),
                Some(valid),
            )
        }
    }
}

/// Counts lines and columns. A position after the last one is counted from there, so that a sorted list of positions
/// costs one pass over the text.
struct Lines<'t> {
    text: &'t str,
    offset: usize,
    position: Position,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            offset: 0,
            position: Position { line: 1, column: 1 },
        }
    }

    fn span(&mut self, file: FileId, range: Range<usize>, pointer: String) -> Span {
        let start = floor(self.text, range.start);
        let end = floor(self.text, range.end.max(start));
        let from = self.position(start);
        let to = advance(from, &self.text[start..end]);
        Span {
            file,
            range: start..end,
            start: from,
            end: to,
            pointer,
        }
    }

    fn position(&mut self, offset: usize) -> Position {
        if offset < self.offset {
            *self = Self::new(self.text);
        }
        self.position = advance(self.position, &self.text[self.offset..offset]);
        self.offset = offset;
        self.position
    }
}

/// The position at the end of a text that begins at `from`.
fn advance(from: Position, text: &str) -> Position {
    let lines = text.bytes().filter(|&byte| byte == b'\n').count();
    match text.rfind('\n') {
        Some(last) => Position {
            line: from.line + lines,
            column: 1 + text[last + 1..].chars().count(),
        },
        None => Position {
            line: from.line,
            column: from.column + text.chars().count(),
        },
    }
}

/// The offset, moved back to the beginning of its character, and no further than the end of the text.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded() {
        assert_eq!(decode(b"\xEF\xBB\xBFa".to_vec()), ("a".to_owned(), None));
        assert_eq!(decode(b"\xFF\xFEa\0".to_vec()), ("a".to_owned(), None));
        assert_eq!(decode(b"\xFE\xFF\0a".to_vec()), ("a".to_owned(), None));
        assert_eq!(
            decode(b"ab\xFFc".to_vec()),
            ("ab\u{FFFD}c".to_owned(), Some(2))
        );
    }

    #[test]
    fn columns_count_characters() {
        let mut sources = Sources::new();
        let file = sources.add("x", "é: 1\nüü: \"x\"\n");
        let span = sources.span(file, 12..15);
        assert_eq!((span.start.line, span.start.column), (2, 5));
        assert_eq!((span.end.line, span.end.column), (2, 8));
        assert_eq!(
            sources.span(file, 400..500).start,
            Position { line: 3, column: 1 }
        );
    }

    #[test]
    fn a_folder_is_refused() {
        let error = Sources::new()
            .read(std::env::temp_dir())
            .unwrap_err()
            .to_string();
        assert!(error.contains("it is a folder, not a file"), "{error}");
    }
}
