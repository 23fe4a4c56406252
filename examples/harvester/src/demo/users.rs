//! Users: requests to every route, without end.

use std::net::SocketAddr;
use std::time::Duration;

/// Asks for this and that until it is aborted.
pub(crate) async fn users(client: reqwest::Client, address: SocketAddr, per_second: f64) {
    let pause = Duration::try_from_secs_f64(per_second.recip()).unwrap_or(Duration::MAX);
    loop {
        let path = match fastrand::u8(..20) {
            0..4 => "/signals".to_owned(),
            4..8 => "/discoveries".to_owned(),
            8..10 => format!("/discoveries/{}", fastrand::u8(1..)),
            10 => format!("/discoveries/{}/relationships", fastrand::u8(1..)),
            11 => format!("/signals/{}", fastrand::u8(1..)),
            12..14 => "/topics".to_owned(),
            14..16 => "/entities".to_owned(),
            16 => format!("/ask?q=question-{}", fastrand::u8(..40)),
            17 => format!("/nowhere/{}", fastrand::u32(..)),
            _ => "/health".to_owned(),
        };
        // Not waited for: users do not wait for each other.
        let request = client.get(format!("http://{address}{path}")).timeout(Duration::from_secs(60));
        tokio::spawn(async move {
            if let Ok(answer) = request.send().await {
                let _ = answer.bytes().await;
            }
        });
        tokio::time::sleep(pause).await;
    }
}
