use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use axum::Router;
use tokio::runtime::Runtime;

/// An axum server on a loopback port, until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    _runtime: Runtime,
}

impl Server {
    pub(crate) fn start(router: Router) -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0))).expect("a free port");
        let address = listener.local_addr().expect("a bound socket has an address");
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, _runtime: runtime }
    }

    /// A connection on which this request has been sent.
    pub(crate) fn send(&self, request: &str, headers: &str) -> TcpStream {
        let mut connection = TcpStream::connect(self.address).expect("the server listens");
        connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a valid timeout");
        let request = format!("{request} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
        connection.write_all(request.as_bytes()).expect("the server reads");
        connection
    }

    /// All that the server answers to a request; nothing if it hangs up.
    pub(crate) fn ask(&self, request: &str, headers: &str) -> Vec<u8> {
        let mut answer = Vec::new();
        // A handler that panics closes the connection, which may look like an error here.
        let _ = self.send(request, headers).read_to_end(&mut answer);
        answer
    }
}
