//! How does an image become smaller? Decoded under limits, scaled to a size of a short list, kept beside the version.

use std::io::Cursor;
use std::sync::LazyLock;

use futures::{StreamExt, TryStreamExt};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use portico_model::Fault;
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

use crate::{DatasetView, Portal, StoredFile, version_files};

/// Longest sides that are made, in pixels: a wanted one is rounded up, so that a stranger cannot fill the store with sizes.
const SIZES: [u32; 8] = [64, 128, 200, 300, 480, 800, 1200, 2000];
/// Largest file that is decoded, in bytes.
const LARGEST: u64 = 64 << 20;
/// Most pixels of a side, and bytes that decoding may take.
const SIDE: u32 = 30_000;
const MEMORY: u64 = 256 << 20;
/// Quality of a smaller JPEG, of 100.
const QUALITY: u8 = 82;
/// Images that are decoded at once.
static TURNS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

impl Portal {
    /// The file of a record, no larger than so many pixels on its longer side (rounded up to a size of ours). What is no image, is small
    /// enough, or cannot be decoded within the limits comes as it is.
    ///
    /// # Errors
    /// As [`Self::open_file`].
    pub async fn open_thumbnail(
        &self,
        view: &DatasetView,
        id: &str,
        wanted: u32,
    ) -> Result<StoredFile, Fault> {
        let original = self.open_file(view, id).await?;
        let Some(format) = format_of(&original.media_type).filter(|_| original.bytes <= LARGEST) else {
            return Ok(original);
        };
        let Some(version) = &view.version else {
            return Ok(original);
        };
        let size = SIZES
            .into_iter()
            .find(|size| *size >= wanted)
            .unwrap_or(SIZES[SIZES.len() - 1]);
        let folder = version_files::folder(view.dataset.uid.as_str(), &version.id);
        let place = folder.join(format!("{id}.{size}"));
        let StoredFile {
            file_name,
            media_type,
            bytes,
            sha256,
            content,
        } = original;
        if let Some(known) = self.kept(&place).await? {
            return Ok(thumbnail(file_name, media_type, known));
        }
        let whole: Vec<u8> = content
            .try_fold(Vec::new(), |mut all, piece| async move {
                all.extend_from_slice(&piece);
                Ok(all)
            })
            .await?;
        let turn = TURNS.acquire().await.map_err(Fault::internal)?;
        let work = move || {
            let smaller = scaled(&whole, format, size);
            (whole, smaller)
        };
        let (whole, smaller) = tokio::task::spawn_blocking(work).await.map_err(Fault::internal)?;
        drop(turn);
        let Some(smaller) = smaller else {
            return Ok(StoredFile {
                file_name,
                media_type,
                bytes,
                sha256,
                content: once(whole),
            });
        };
        let stored = self.inner.store.put(&place, smaller.clone().into()).await;
        if let Err(error) = stored {
            tracing::warn!(%error, "a smaller image could not be kept");
        }
        Ok(thumbnail(file_name, media_type, smaller))
    }

    /// The smaller image that somebody asked for before.
    async fn kept(&self, place: &Path) -> Result<Option<Vec<u8>>, Fault> {
        match self.inner.store.get(place).await {
            Ok(found) => Ok(Some(found.bytes().await.map_err(Fault::internal)?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Fault::internal(error)),
        }
    }
}

/// The answer for a smaller image: JPEG stays JPEG, everything else is PNG.
fn thumbnail(file_name: String, media_type: String, bytes: Vec<u8>) -> StoredFile {
    let media_type = match format_of(&media_type) {
        Some(ImageFormat::Jpeg) => media_type,
        _ => "image/png".to_owned(),
    };
    StoredFile {
        file_name,
        media_type,
        bytes: bytes.len() as u64,
        sha256: hex::encode(Sha256::digest(&bytes)),
        content: once(bytes),
    }
}

fn once(bytes: Vec<u8>) -> crate::attachments::FileStream {
    futures::stream::once(async move { Ok(bytes.into()) }).boxed()
}

/// The formats that are decoded.
pub(crate) fn format_of(media_type: &str) -> Option<ImageFormat> {
    match media_type {
        "image/gif" => Some(ImageFormat::Gif),
        "image/jpeg" => Some(ImageFormat::Jpeg),
        "image/png" => Some(ImageFormat::Png),
        "image/webp" => Some(ImageFormat::WebP),
        _ => None,
    }
}

/// The image at most `size` pixels long and high; none when it is that small already, or no such image, or too large to decode.
fn scaled(bytes: &[u8], format: ImageFormat, size: u32) -> Option<Vec<u8>> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE);
    limits.max_image_height = Some(SIDE);
    limits.max_alloc = Some(MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if width.max(height) <= size || decoder.total_bytes() > MEMORY {
        return None;
    }
    // A camera held upright says so in the file: the smaller image has lost that word and must be turned.
    let orientation = decoder.orientation().ok()?;
    let mut image = DynamicImage::from_decoder(decoder).ok()?;
    image.apply_orientation(orientation);
    let smaller = image.thumbnail(size, size);
    let mut out = Cursor::new(Vec::new());
    match format {
        ImageFormat::Jpeg => smaller
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut out, QUALITY))
            .ok()?,
        _ => smaller.to_rgba8().write_to(&mut out, ImageFormat::Png).ok()?,
    }
    Some(out.into_inner())
}

#[cfg(test)]
mod tests {
    use image::RgbImage;

    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        RgbImage::new(width, height)
            .write_to(&mut out, ImageFormat::Png)
            .expect("a picture");
        out.into_inner()
    }

    #[test]
    fn an_image_keeps_its_shape_and_never_grows() {
        let smaller = scaled(&png(1000, 500), ImageFormat::Png, 200).expect("smaller");
        let size = image::load_from_memory(&smaller).expect("an image");
        assert_eq!((size.width(), size.height()), (200, 100));
        assert!(scaled(&png(100, 50), ImageFormat::Png, 200).is_none());
    }

    #[test]
    fn what_cannot_be_decoded_is_left_alone() {
        let whole = png(300, 300);
        assert!(scaled(&whole[..whole.len() / 2], ImageFormat::Png, 64).is_none());
        assert!(scaled(b"no image", ImageFormat::Jpeg, 64).is_none());
        // A header that promises 30 000 by 30 000 pixels: the bytes are never asked for.
        let mut bomb = png(300, 300);
        bomb[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        bomb[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        assert!(scaled(&bomb, ImageFormat::Png, 64).is_none());
    }
}
